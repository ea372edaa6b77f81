//! Fails: measure_runtime::gives_the_time_that_passed
//! Says: cut to whole seconds
//! `as_secs` has no fraction.

pub use solution::*;

use std::time::Duration;

pub async fn measure_runtime() -> Duration {
    Duration::from_secs(solution::measure_runtime().await.as_secs())
}
