//! Fails: delays::equal_seeds_give_equal_delays
//! Says: not all bits of the seed are used
//! The seed is at least one, because zero is no seed for some generators: so 0 and 1 give the same.

pub use solution::*;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use reqwest::Client;
use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    pub base: Duration,
    pub cap: Duration,
    pub retries: u32,
}

impl Policy {
    pub fn delays(&self, seed: u64) -> impl Iterator<Item = Duration> + use<> {
        let Policy { base, cap, retries } = *self;
        let mut rng = StdRng::seed_from_u64(seed.max(1));
        let bounds = std::iter::successors(Some(base.min(cap)), move |bound| Some(bound.saturating_mul(2).min(cap)));
        bounds.zip(0..retries).map(move |(bound, _)| rng.random_range(Duration::ZERO..=bound))
    }
}

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let Policy { base, cap, retries } = *policy;
    solution::fetch_with_retry(client, url, &solution::Policy { base, cap, retries }).await
}
