//! Fails: async_generator::serves_readers_that_come_late_or_look_in_between
//! Says: it came after
//! Waits two halves of a second, so that a dropped `next` stops the second half from going on.

pub use solution::*;

use std::time::Duration;

use futures::Stream;

pub fn async_generator() -> impl Stream<Item = f64> {
    async_stream::stream! {
        for _ in 0..10 {
            for _ in 0..2 { tokio::time::sleep(Duration::from_millis(500)).await; }
            yield rand::random_range(0.0..10.0);
        }
    }
}
