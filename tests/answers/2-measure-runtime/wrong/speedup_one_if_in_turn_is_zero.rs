//! Fails: speedup::speedup_is_exact_for_any_two_times
//! Says: only if both are zero
//! 1 as soon as `in_turn` is zero.

pub use solution::*;

use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comparison {
    pub in_turn: Duration,
    pub together: Duration,
}
pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let solution::Comparison { in_turn, together } = solution::compare(jobs).await;
    Comparison { in_turn, together }
}
impl Comparison {
    pub fn speedup(&self) -> f64 {
        if self.in_turn.is_zero() {
            return 1.0;
        }
        self.in_turn.as_secs_f64() / self.together.as_secs_f64()
    }
}
