//! Fails: delays::the_bound_doubles_up_to_any_cap
//! Says: times are cut to whole milliseconds or seconds
//! `as_millis` of a base below a millisecond is zero, and doubling does not change that.

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
        (0..retries).map(move |retry| {
            let factor = 1_u128.checked_shl(retry).unwrap_or(u128::MAX);
            let bound = base.as_millis().saturating_mul(factor).min(cap.as_millis());
            Duration::from_millis(rng.random_range(0..=u64::try_from(bound).unwrap_or(u64::MAX)))
        })
    }
}

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let Policy { base, cap, retries } = *policy;
    solution::fetch_with_retry(client, url, &solution::Policy { base, cap, retries }).await
}
