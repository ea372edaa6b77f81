//! Task: delays
//! It draws bits until they are within the bound, by hand.

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
        struct Delays {
            rng: StdRng,
            bound: u128,
            cap: u128,
            left: u32,
        }
        impl Iterator for Delays {
            type Item = Duration;
            fn next(&mut self) -> Option<Duration> {
                self.left = self.left.checked_sub(1)?;
                let mask = u128::MAX.checked_shr(self.bound.leading_zeros()).unwrap_or(0);
                let nanos = loop {
                    let drawn = self.rng.random::<u128>() & mask;
                    if drawn <= self.bound {
                        break drawn;
                    }
                };
                self.bound = (self.bound << 1).min(self.cap);
                Some(Duration::from_nanos_u128(nanos))
            }
        }
        let cap = cap.as_nanos();
        Delays { rng: StdRng::seed_from_u64(!seed), bound: base.as_nanos().min(cap), cap, left: retries }
    }
}

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let Policy { base, cap, retries } = *policy;
    solution::fetch_with_retry(client, url, &solution::Policy { base, cap, retries }).await
}
