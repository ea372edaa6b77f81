//! Task: seeded
//! A `Stream` written by hand, which keeps generator and timer.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

pub use solution::*;

use futures::Stream;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::{Sleep, sleep};

pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    Numbers { rng: StdRng::seed_from_u64(seed), left: 10, timer: None }
}

struct Numbers {
    rng: StdRng,
    left: u32,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Stream for Numbers {
    type Item = f64;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<f64>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(Duration::from_secs(1))));
        if timer.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        self.timer = None;
        self.left -= 1;
        Poll::Ready(Some(self.rng.random_range(0.0..10.0)))
    }
}
