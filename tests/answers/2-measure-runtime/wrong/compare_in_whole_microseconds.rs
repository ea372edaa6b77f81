//! Fails: compare::gives_the_time_of_any_number_of_jobs
//! Says: cut to whole microseconds
//! Rounded for the eye, and the quotient of short times is wrong.

pub use solution::*;

use std::time::Duration;

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let round = |time: Duration| Duration::from_micros(time.as_micros() as u64);
    let Comparison { in_turn, together } = solution::compare(jobs).await;
    Comparison { in_turn: round(in_turn), together: round(together) }
}
