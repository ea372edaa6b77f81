//! Fails: percentile::takes_any_number_of_times_and_the_longest
//! Says: by seconds of an `f64`
//! Sorts by seconds as `f64`, in which long times with different nanoseconds are equal.

pub use solution::*;

use std::time::Duration;

pub fn percentile(times: &[Duration], per_mille: u16) -> Option<Duration> {
    if per_mille > 1000 {
        return None;
    }
    let mut times = times.to_vec();
    times.sort_by(|a, b| a.as_secs_f64().total_cmp(&b.as_secs_f64()));
    times.get((times.len() * usize::from(per_mille)).div_ceil(1000).saturating_sub(1)).copied()
}
