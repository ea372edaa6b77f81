//! Task: delays
//! It doubles step by step, and takes the cap on overflow.

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
        let mut bound = Some(base);
        (0..retries).map(move |_| {
            let longest = bound.unwrap_or(Duration::MAX).min(cap);
            bound = bound.and_then(|bound| bound.checked_mul(2));
            longest.mul_f64(rng.random::<f64>()).min(longest)
        })
    }
}

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let Policy { base, cap, retries } = *policy;
    solution::fetch_with_retry(client, url, &solution::Policy { base, cap, retries }).await
}
