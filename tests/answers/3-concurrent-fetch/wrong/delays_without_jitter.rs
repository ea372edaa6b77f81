//! Fails: delays::the_delays_are_spread_evenly
//! Says: there is no jitter
//! Exponential backoff, but all clients wait equally long.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    pub base: Duration,
    pub cap: Duration,
    pub retries: u32,
}

impl Policy {
    pub fn delays(&self, _seed: u64) -> impl Iterator<Item = Duration> + use<> {
        let Policy { base, cap, retries } = *self;
        (0..retries).map(move |retry| base.saturating_mul(2_u32.saturating_pow(retry)).min(cap))
    }
}

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let Policy { base, cap, retries } = *policy;
    solution::fetch_with_retry(client, url, &solution::Policy { base, cap, retries }).await
}
