//! Fails: speedup::speedup_is_exact_for_any_two_times
//! Says: calculated in `f32`
//! `as_secs_f32` is shorter by one character, and by nine digits.

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
        f64::from(self.in_turn.as_secs_f32() / self.together.as_secs_f32())
    }
}

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let solution::Comparison { in_turn, together } = solution::compare(jobs).await;
    Comparison { in_turn, together }
}
