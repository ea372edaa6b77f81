//! Fails: window_means::a_window_is_over_in_time_while_there_is_always_another_reading
//! Says: ask the timer first
//! A `timeout_at` around each reading asks the reading first, and the time only if there is none, but for the first one.

pub use solution::*;

use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::{Stream, StreamExt as _};
use tokio::time::{Instant, timeout_at};

pub fn window_means(readings: impl Stream<Item = Reading>, window: Duration) -> impl Stream<Item = Option<f64>> {
    stream! {
        let mut readings = pin!(readings);
        let mut end = Instant::now().checked_add(window);
        loop {
            let (mut sum, mut count) = (0.0, 0_u64);
            let mut is_first = true;
            let has_ended = loop {
                // A consumer that comes late.
                if is_first && end.is_some_and(|end| end <= Instant::now()) {
                    break false;
                }
                is_first = false;
                let reading = match end {
                    Some(end) => timeout_at(end, readings.next()).await,
                    None => Ok(readings.next().await),
                };
                match reading {
                    Ok(Some(reading)) if reading.active => (sum, count) = (sum + reading.value, count + 1),
                    Ok(Some(_)) => {}
                    Ok(None) => break true,
                    Err(_) => break false,
                }
            };
            let mean = (count > 0).then(|| sum / count as f64);
            if !has_ended || mean.is_some() {
                yield mean;
            }
            if has_ended {
                break;
            }
            end = end.and_then(|end| end.checked_add(window));
        }
    }
}
