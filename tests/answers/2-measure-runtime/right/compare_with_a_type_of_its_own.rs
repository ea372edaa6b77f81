//! Task: compare
//! Another way to guard the quotient.

pub use solution::*;

use std::time::Duration;
use tokio::time::Instant;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comparison {
    pub in_turn: Duration,
    pub together: Duration,
}

impl Comparison {
    pub fn speedup(&self) -> f64 {
        let quotient = self.in_turn.as_nanos() as f64 / self.together.as_nanos() as f64;
        if quotient.is_nan() { 1.0 } else { quotient }
    }
}

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let start = Instant::now();
    for job in jobs {
        job().await;
    }
    let in_turn = start.elapsed();
    futures::future::join_all(jobs.iter().map(|job| job())).await;
    Comparison { in_turn, together: start.elapsed() - in_turn }
}
