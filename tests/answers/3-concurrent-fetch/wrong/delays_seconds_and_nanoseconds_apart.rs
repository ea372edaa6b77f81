//! Fails: delays::they_are_spread_evenly_whatever_the_bound_is
//! Says: the whole seconds are drawn first
//! It draws the whole seconds first: of delays up to 1.1 seconds, half are a second or longer, instead of one in eleven.

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
        let mut longest = base.min(cap);
        (0..retries).map(move |_| {
            let seconds = rng.random_range(0..=longest.as_secs());
            let most = if seconds == longest.as_secs() { longest.subsec_nanos() } else { 999_999_999 };
            let delay = Duration::new(seconds, rng.random_range(0..=most));
            longest = longest.saturating_mul(2).min(cap);
            delay
        })
    }
}

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let Policy { base, cap, retries } = *policy;
    solution::fetch_with_retry(client, url, &solution::Policy { base, cap, retries }).await
}
