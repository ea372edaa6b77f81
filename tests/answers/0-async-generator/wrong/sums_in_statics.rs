//! Fails: running_mean::keeps_two_streams_apart
//! Says: they share something
//! Two streams at the same time share the sum.

use std::pin::pin;
use std::sync::Mutex;

pub use solution::*;

use async_stream::stream;
use futures::{Stream, StreamExt};

static SO_FAR: Mutex<(f64, f64)> = Mutex::new((0.0, 0.0));

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream! {
        *SO_FAR.lock().expect("no panic") = (0.0, 0.0);
        let mut numbers = pin!(numbers);
        while let Some(number) = numbers.next().await {
            let mean = {
                let mut so_far = SO_FAR.lock().expect("no panic");
                so_far.0 += number;
                so_far.1 += 1.0;
                so_far.0 / so_far.1
            };
            yield mean;
        }
    }
}
