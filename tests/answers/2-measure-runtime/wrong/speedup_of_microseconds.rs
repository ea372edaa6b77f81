//! Fails: speedup::speedup_is_exact_for_any_two_times
//! Says: whole microseconds
//! It divides whole microseconds.

pub use solution::*;

use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comparison {
    pub in_turn: Duration,
    pub together: Duration,
}

impl Comparison {
    pub fn speedup(&self) -> f64 {
        match (self.in_turn.as_micros(), self.together.as_micros()) {
            (0, 0) => 1.0,
            (_, 0) => f64::INFINITY,
            (in_turn, together) => in_turn as f64 / together as f64,
        }
    }
}

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let solution::Comparison { in_turn, together } = solution::compare(jobs).await;
    Comparison { in_turn, together }
}
