//! Fails: speedup::speedup_is_exact_for_any_two_times
//! Says: it does not return infinity where only `together` is zero
//! It guards against the division by zero with the wrong value.

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
        if self.together.is_zero() { 1.0 } else { self.in_turn.as_secs_f64() / self.together.as_secs_f64() }
    }
}

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let solution::Comparison { in_turn, together } = solution::compare(jobs).await;
    Comparison { in_turn, together }
}
