//! Task: unfolded
//! A type of its own, which passes each poll on to an `unfold` in a box.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

pub use solution::*;

use futures::{Stream, StreamExt, stream};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    Numbers(Box::pin(stream::unfold((StdRng::seed_from_u64(seed), 10), step)))
}

type State = (StdRng, u32);

async fn step((mut rng, left): State) -> Option<(f64, State)> {
    if left == 0 {
        return None;
    }
    sleep(Duration::from_secs(1)).await;
    Some((rng.random_range(0.0..10.0), (rng, left - 1)))
}

struct Numbers(Pin<Box<dyn Stream<Item = f64>>>);

impl Stream for Numbers {
    type Item = f64;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<f64>> {
        self.0.poll_next_unpin(cx)
    }
}
