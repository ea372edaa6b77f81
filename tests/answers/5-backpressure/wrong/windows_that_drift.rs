//! Fails: window_means::does_not_drift_when_the_consumer_is_busy
//! Says: a window begins when the one before is taken
//! A sleep is made when the consumer asks for the next window.

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
        let mut over = Box::pin(sleep(window));
        loop {
            let reading = tokio::select! {
                biased;
                () = &mut over => None,
                reading = readings.next() => Some(reading),
            };
            match reading {
                Some(Some(reading)) if reading.active => (sum, count) = (sum + reading.value, count + 1),
                Some(Some(_)) => {}
                Some(None) => break,
                None => {
                    yield (count > 0).then(|| sum / count as f64);
                    (sum, count) = (0.0, 0);
                    over = Box::pin(sleep(window));
                }
            }
        }
        if count > 0 {
            yield Some(sum / count as f64);
        }
    }
}
