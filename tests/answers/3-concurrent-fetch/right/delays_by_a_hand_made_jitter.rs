//! Task: delays
//! Random numbers from a few multiplications (SplitMix64), uniform from 0 to 1.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;

/// Returns a number from 0 up to 1.
fn mixed(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    pub base: Duration,
    pub cap: Duration,
    pub retries: u32,
}

impl Policy {
    pub fn delays(&self, seed: u64) -> impl Iterator<Item = Duration> + use<> {
        let Policy { base, cap, retries } = *self;
        let mut state = seed;
        let bounds = std::iter::successors(Some(base), move |bound| Some(bound.saturating_mul(2).min(cap)));
        bounds.take(retries as usize).map(move |bound| bound.min(cap).mul_f64(mixed(&mut state)))
    }
}

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let Policy { base, cap, retries } = *policy;
    solution::fetch_with_retry(client, url, &solution::Policy { base, cap, retries }).await
}
