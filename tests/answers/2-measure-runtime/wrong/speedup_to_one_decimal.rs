//! Fails: speedup::speedup_is_exact_for_any_two_times
//! Says: the speedup is rounded
//! Rounding is for whoever shows the number.

pub use solution::*;

use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comparison {
    pub in_turn: Duration,
    pub together: Duration,
}

impl Comparison {
    pub fn speedup(&self) -> f64 {
        if self.in_turn == self.together {
            return 1.0;
        }
        (self.in_turn.as_secs_f64() / self.together.as_secs_f64() * 10.0).round() / 10.0
    }
}

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let solution::Comparison { in_turn, together } = solution::compare(jobs).await;
    Comparison { in_turn, together }
}
