//! Fails: delays::the_delays_are_spread_evenly
//! Says: one random number
//! A draw, and what is left of its bound, by turns.

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
        let (mut jitter, mut is_drawn) = (0.0, false);
        let bounds = std::iter::successors(Some(base.min(cap)), move |bound| Some(bound.saturating_mul(2).min(cap)));
        bounds.zip(0..retries).map(move |(bound, _)| {
            jitter = if is_drawn { 1.0 - jitter } else { rng.random::<f64>() };
            is_drawn = !is_drawn;
            bound.mul_f64(jitter * 0.999_999_999)
        })
    }
}

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let Policy { base, cap, retries } = *policy;
    solution::fetch_with_retry(client, url, &solution::Policy { base, cap, retries }).await
}
