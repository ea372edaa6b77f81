//! Fails: measure_runtime::keeps_two_calls_apart
//! Says: calls share something
//! The time of the first call is kept, and returned by every later one.

pub use solution::*;

use std::sync::OnceLock;
use std::time::Duration;

static TOOK: OnceLock<Duration> = OnceLock::new();

pub async fn measure_runtime() -> Duration {
    if let Some(took) = TOOK.get() {
        return *took;
    }
    let took = solution::measure_runtime().await;
    *TOOK.get_or_init(|| took)
}
