//! Task: async_generator
//! The end of each second is reckoned when its number is asked for.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::{Instant, sleep_until};

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        let mut given = 0;
        while given < 10 {
            let due = Instant::now() + Duration::from_millis(1000);
            sleep_until(due).await;
            given += 1;
            yield rand::random::<f64>() * 10.0;
        }
    }
}
