//! Task: window_means
//! The mean is kept, and each reading moves it a little.

pub use solution::*;

use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::{Stream, StreamExt as _};
use tokio::time::interval;

pub fn window_means(readings: impl Stream<Item = Reading>, window: Duration) -> impl Stream<Item = Option<f64>> {
    stream! {
        let mut readings = pin!(readings);
        let (mut mean, mut count) = (0.0, 0_u64);
        let mut windows = interval(window);
        windows.tick().await;
        loop {
            let reading = tokio::select! {
                biased;
                _ = windows.tick() => None,
                reading = readings.next() => Some(reading),
            };
            match reading {
                Some(Some(reading)) if reading.active => {
                    count += 1;
                    mean += (reading.value - mean) / count as f64;
                }
                Some(Some(_)) => {}
                Some(None) => break,
                None => {
                    yield (count > 0).then_some(mean);
                    (mean, count) = (0.0, 0);
                }
            }
        }
        if count > 0 {
            yield Some(mean);
        }
    }
}
