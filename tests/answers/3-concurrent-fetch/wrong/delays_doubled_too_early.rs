//! Fails: delays::each_delay_lies_between_zero_and_a_bound_that_doubles_up_to_the_cap
//! Says: the bound is doubled before the first retry already
//! It counts the first retry as number one.

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
        (1..=retries).map(move |retry| {
            let longest = base.saturating_mul(2_u32.saturating_pow(retry)).min(cap);
            rng.random_range(Duration::ZERO..=longest)
        })
    }
}

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let Policy { base, cap, retries } = *policy;
    solution::fetch_with_retry(client, url, &solution::Policy { base, cap, retries }).await
}
