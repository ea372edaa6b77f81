//! Fails: window_means::keeps_no_readings
//! Says: the readings of a window are kept
//! A list of values, of which the mean is taken at the end.

pub use solution::*;

use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::{Stream, StreamExt as _};
use tokio::time::interval;

pub fn window_means(readings: impl Stream<Item = Reading>, window: Duration) -> impl Stream<Item = Option<f64>> {
    stream! {
        let mut readings = pin!(readings);
        let mut values: Vec<f64> = Vec::new();
        let mut windows = interval(window);
        windows.tick().await;
        loop {
            let reading = tokio::select! {
                biased;
                _ = windows.tick() => None,
                reading = readings.next() => Some(reading),
            };
            match reading {
                Some(Some(reading)) if reading.active => values.push(reading.value),
                Some(Some(_)) => {}
                Some(None) => break,
                None => {
                    yield (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64);
                    values.clear();
                }
            }
        }
        if !values.is_empty() {
            yield Some(values.iter().sum::<f64>() / values.len() as f64);
        }
    }
}
