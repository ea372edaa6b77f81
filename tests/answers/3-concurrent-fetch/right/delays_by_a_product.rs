//! Task: delays
//! A random number of 64 bits times the bound: the upper half of the product.

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
            let bound = base.saturating_mul(1_u32.checked_shl(retry.min(31)).unwrap_or(u32::MAX));
            let bound = (31..retry)
                .try_fold(bound, |bound, _| if bound < cap { Ok(bound.saturating_mul(2)) } else { Err(bound) });
            let bound = bound.unwrap_or_else(|bound| bound).min(cap).as_nanos();
            let drawn = u128::from(rng.random::<u64>());
            // Two products, because 64 and 94 bits are more than 128.
            let (high, low) = (bound >> 64, bound & u128::from(u64::MAX));
            Duration::from_nanos_u128(high * drawn + ((low * drawn) >> 64))
        })
    }
}

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let Policy { base, cap, retries } = *policy;
    solution::fetch_with_retry(client, url, &solution::Policy { base, cap, retries }).await
}
