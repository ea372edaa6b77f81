//! Fails: delays::the_bound_doubles_up_to_any_cap
//! Says: the doubling stops too early, or wraps around
//! `checked_shl` only checks the number of bits: those that leave the number are lost, and before retry 127 the delay of one second is zero.

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
        let mut random = StdRng::seed_from_u64(seed);
        (0..retries).map(move |retry| {
            let longest = base.as_nanos().checked_shl(retry).unwrap_or(u128::MAX).min(cap.as_nanos());
            let nanos: u128 = random.random_range(0..=longest);
            Duration::new((nanos / 1_000_000_000) as u64, (nanos % 1_000_000_000) as u32)
        })
    }
}

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let Policy { base, cap, retries } = *policy;
    solution::fetch_with_retry(client, url, &solution::Policy { base, cap, retries }).await
}
