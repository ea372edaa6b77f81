//! Fails: window_means::yields_the_mean_of_the_active_readings_of_each_window
//! Says: something is rounded
//! Each reading is scaled down in 32 bits "to avoid overflow": the difference to the running mean is an `f32`.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::pin::pin;
use std::time::Duration;
use tokio::time::{Instant, interval_at};

pub fn window_means(readings: impl Stream<Item = Reading>, window: Duration) -> impl Stream<Item = Option<f64>> {
    async_stream::stream! {
        let mut readings = pin!(readings);
        let begin = Instant::now().checked_add(window);
        let mut ends = begin.map(|begin| interval_at(begin, window));
        let (mut mean, mut weight) = (0.0, 0.0_f64);
        loop {
            let over = async {
                match ends.as_mut() {
                    Some(ends) => { ends.tick().await; }
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                () = over => {
                    let result = (weight > 0.0).then_some(mean);
                    (mean, weight) = (0.0, 0.0);
                    yield result;
                }
                reading = readings.next() => match reading {
                    Some(reading) if reading.active => {
                        weight += 1.0;
                        let share = f64::from(1.0 / weight as f32);
                        mean += (reading.value - mean) * share;
                    }
                    Some(_) => {}
                    None => break,
                },
            }
        }
        if weight > 0.0 {
            yield Some(mean);
        }
    }
}
