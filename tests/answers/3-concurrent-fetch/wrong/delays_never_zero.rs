//! Fails: delays::the_delays_are_spread_evenly
//! Says: a delay has a least length
//! A delay is never zero, so that a retry never comes at once.

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
        let mut rng = StdRng::seed_from_u64(seed);
        let bounds = std::iter::successors(Some(base.min(cap)), move |bound| Some(bound.saturating_mul(2).min(cap)));
        bounds.zip(0..retries).map(move |(bound, _)| {
            let nanos = bound.as_nanos();
            Duration::from_nanos_u128(rng.random_range(1.min(nanos) + nanos / 100..=nanos))
        })
    }
}

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let Policy { base, cap, retries } = *policy;
    solution::fetch_with_retry(client, url, &solution::Policy { base, cap, retries }).await
}
