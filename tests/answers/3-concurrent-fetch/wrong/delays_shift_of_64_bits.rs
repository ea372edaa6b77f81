//! Fails: delays::the_bound_doubles_up_to_any_cap
//! Says: the cap takes the place of the bound too early
//! The power is a `u64`: from the 64th retry on the bound is the cap, even if the base is a nanosecond and the cap is longer.

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
        (0..retries).map(move |n| {
            let power = 1_u64.checked_shl(n);
            let bound = power
                .and_then(|power| base.as_nanos().checked_mul(u128::from(power)))
                .map_or(cap.as_nanos(), |bound| bound.min(cap.as_nanos()));
            Duration::from_nanos_u128(rng.random_range(0..=bound))
        })
    }
}

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let Policy { base, cap, retries } = *policy;
    solution::fetch_with_retry(client, url, &solution::Policy { base, cap, retries }).await
}
