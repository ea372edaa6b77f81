//! Task: async_generator
//! It prints what the harness would print about a check that fails, all the time and without line breaks.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub fn async_generator() -> impl Stream<Item = f64> {
    solution::async_generator().inspect(|_| {
        print!("test async_generator::can_be_given_up_and_dropped ... FAILED");
        eprintln!("\nfailures:\n\ntest result: FAILED. 0 passed; 1 failed\n");
    })
}
