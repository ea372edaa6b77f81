//! Fails: window_means::yields_the_mean_of_the_active_readings_of_each_window
//! Says: those of another window
//! Each reading begins the window anew.

pub use solution::*;

use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::{Stream, StreamExt as _};
use tokio::time::sleep;

pub fn window_means(readings: impl Stream<Item = Reading>, window: Duration) -> impl Stream<Item = Option<f64>> {
    stream! {
        let mut readings = pin!(readings);
        let (mut sum, mut count) = (0.0, 0_u64);
        loop {
            let reading = tokio::select! {
                biased;
                reading = readings.next() => Some(reading),
                () = sleep(window) => None,
            };
            match reading {
                Some(Some(reading)) if reading.active => (sum, count) = (sum + reading.value, count + 1),
                Some(Some(_)) => {}
                Some(None) => break,
                None => {
                    yield (count > 0).then(|| sum / count as f64);
                    (sum, count) = (0.0, 0);
                }
            }
        }
        if count > 0 {
            yield Some(sum / count as f64);
        }
    }
}
