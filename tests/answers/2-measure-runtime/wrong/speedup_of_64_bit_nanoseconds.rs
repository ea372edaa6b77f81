//! Fails: speedup::speedup_is_exact_for_any_two_times
//! Says: 584 years
//! A u64 of nanoseconds ends after 584 years, and a Duration does not.

pub use solution::*;

use std::time::Duration;

use futures::future::join_all;
use tokio::time::Instant;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comparison {
    pub in_turn: Duration,
    pub together: Duration,
}

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let started = Instant::now();
    for job in jobs {
        job().await;
    }
    let in_turn = started.elapsed();
    let started = Instant::now();
    join_all(jobs.iter().map(|job| job())).await;
    Comparison { in_turn, together: started.elapsed() }
}

impl Comparison {
    pub fn speedup(&self) -> f64 {
        let (in_turn, together) = (self.in_turn.as_nanos() as u64, self.together.as_nanos() as u64);
        match (in_turn, together) {
            (0, 0) => 1.0,
            _ => in_turn as f64 / together as f64,
        }
    }
}
