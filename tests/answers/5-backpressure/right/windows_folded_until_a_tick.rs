//! Task: window_means
//! Each window is a fold over the readings, until the tick.

pub use solution::*;

use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::{Stream, StreamExt as _};
use tokio::time::interval;

pub fn window_means(readings: impl Stream<Item = Reading>, window: Duration) -> impl Stream<Item = Option<f64>> {
    stream! {
        let mut readings = pin!(readings);
        let mut windows = interval(window);
        windows.tick().await;
        loop {
            let mut of_window = readings.as_mut().take_until(Box::pin(windows.tick()));
            let (mut sum, mut count) = (0.0, 0_u32);
            while let Some(reading) = of_window.next().await {
                if reading.active {
                    sum += reading.value;
                    count += 1;
                }
            }
            let is_over = of_window.take_result().is_some();
            drop(of_window);
            let mean = (count > 0).then(|| sum / f64::from(count));
            if is_over || mean.is_some() {
                yield mean;
            }
            if !is_over {
                return;
            }
        }
    }
}
