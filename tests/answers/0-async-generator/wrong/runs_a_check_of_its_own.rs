//! Fails: async_generator::waits_one_second_before_each_of_ten_numbers
//! Says: your code ends the program
//! It runs an empty check by the same harness, under the name of the one that it is in, and ends the process.

use futures::Stream;

pub use solution::*;

mod async_generator {
    pub(crate) fn waits_one_second_before_each_of_ten_numbers() {
        pollscope::testing::plain(|| {});
    }
}

pub fn async_generator() -> impl Stream<Item = f64> {
    async_generator::waits_one_second_before_each_of_ten_numbers();
    std::process::exit(0);
    #[expect(unreachable_code, reason = "the type of the stream")]
    futures::stream::empty()
}
