//! Task: window_means
//! The end of each window is the one before and the length, if there is such a moment.

pub use solution::*;

use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::{Stream, StreamExt as _};
use tokio::time::{Instant, sleep, sleep_until};

pub fn window_means(readings: impl Stream<Item = Reading>, window: Duration) -> impl Stream<Item = Option<f64>> {
    stream! {
        let mut readings = pin!(readings);
        let (mut sum, mut count) = (0.0, 0_u64);
        let mut over = Box::pin(sleep(window));
        let mut end = Instant::now().checked_add(window);
        loop {
            let reading = tokio::select! {
                biased;
                () = over.as_mut() => None,
                reading = readings.next() => Some(reading),
            };
            match reading {
                Some(Some(reading)) if reading.active => (sum, count) = (sum + reading.value, count + 1),
                Some(Some(_)) => {}
                Some(None) => break,
                None => {
                    yield (count > 0).then(|| sum / count as f64);
                    (sum, count) = (0.0, 0);
                    end = end.and_then(|end| end.checked_add(window));
                    if let Some(end) = end {
                        over.set(sleep_until(end));
                    }
                }
            }
        }
        if count > 0 {
            yield Some(sum / count as f64);
        }
    }
}
