//! Fails: async_generator::waits_one_second_before_each_of_ten_numbers
//! Says: for which a paused clock does not wait
//! Another thread sleeps for the stream, on the real clock.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use futures::channel::oneshot;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        for _ in 0..10 {
            let (done, over) = oneshot::channel();
            std::thread::spawn(move || {
                std::thread::sleep(Duration::from_secs(1));
                let _ = done.send(());
            });
            let _ = over.await;
            yield rand::random_range(0.0..10.0);
        }
    }
}
