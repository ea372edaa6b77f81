//! Fails: delays::the_bound_doubles_up_to_any_cap
//! Says: the number of nanoseconds, has too few bits
//! The nanoseconds are a `u64`: no delay is longer than 584 years.

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
        let nanos = |duration: Duration| u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        let (base, cap) = (nanos(base), nanos(cap));
        let bounds = std::iter::successors(Some(base.min(cap)), move |bound| Some(bound.saturating_mul(2).min(cap)));
        bounds.zip(0..retries).map(move |(bound, _)| Duration::from_nanos(rng.random_range(0..=bound)))
    }
}

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let Policy { base, cap, retries } = *policy;
    solution::fetch_with_retry(client, url, &solution::Policy { base, cap, retries }).await
}
