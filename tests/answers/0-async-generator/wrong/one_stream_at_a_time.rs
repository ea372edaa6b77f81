//! Fails: async_generator::keeps_streams_apart
//! Says: they share something
//! All streams take turns at one lock.

pub use solution::*;

use std::time::Duration;

use async_stream::stream;
use futures::Stream;
use tokio::sync::Mutex;
use tokio::time::sleep;

static TURN: Mutex<()> = Mutex::const_new(());

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        for _ in 0..10 {
            let number = {
                let _turn = TURN.lock().await;
                sleep(Duration::from_secs(1)).await;
                rand::random_range(0.0..10.0)
            };
            yield number;
        }
    }
}
