//! Fails: async_generator::draws_evenly_from_0_to_10
//! Says: one number is made from another
//! Only every other number is drawn; between two of them comes what is missing to ten.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        let mut mirrored = None;
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            match mirrored.take() {
                Some(number) => yield number,
                None => {
                    let number = rand::random_range(0.0..10.0);
                    mirrored = Some(10.0 - number);
                    yield number;
                }
            }
        }
    }
}
