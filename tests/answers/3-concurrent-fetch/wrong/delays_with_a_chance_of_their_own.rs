//! Fails: delays::equal_seeds_give_equal_delays
//! Says: the random numbers come from another generator than the one made from the seed
//! `rand::rng()` needs no seed, and takes none.

pub use solution::*;

use rand::RngExt as _;
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
        let mut rng = rand::rng();
        (0..retries).map(move |retry| {
            let longest = base.saturating_mul(2_u32.saturating_pow(retry)).min(cap);
            rng.random_range(Duration::ZERO..=longest)
        })
    }
}

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let Policy { base, cap, retries } = *policy;
    solution::fetch_with_retry(client, url, &solution::Policy { base, cap, retries }).await
}
