//! Task: unfolded
//! The state says in words where the stream is; the number is drawn before the wait.

use std::time::Duration;

pub use solution::*;

use futures::{Stream, stream};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    stream::unfold(State::New(seed), async |state| {
        let (mut rng, given) = match state {
            State::New(seed) => (StdRng::seed_from_u64(seed), 0),
            State::Given(_, 10) => return None,
            State::Given(rng, given) => (rng, given),
        };
        let number = rng.random_range(0.0..10.0);
        sleep(Duration::from_secs(1)).await;
        Some((number, State::Given(rng, given + 1)))
    })
}

enum State {
    New(u64),
    Given(StdRng, u32),
}
