//! Task: unfolded
//! The state is an option, which is `None` after the tenth number.

pub use solution::*;

use std::num::NonZeroU8;
use std::time::Duration;

use futures::{Stream, stream};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    let start = NonZeroU8::new(10).map(|left| (StdRng::seed_from_u64(seed), left));
    stream::unfold(start, |state| async move {
        let (mut rng, left) = state?;
        sleep(Duration::from_secs(1)).await;
        let number: f64 = rng.random_range(0.0..10.0);
        Some((number, NonZeroU8::new(left.get() - 1).map(|left| (rng, left))))
    })
}
