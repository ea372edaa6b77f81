//! Fails: percentile::without_times_and_above_a_thousand_there_is_none
//! Says: it panics
//! "There is always a time."

pub use solution::*;

use std::time::Duration;

pub fn percentile(times: &[Duration], per_mille: u16) -> Option<Duration> {
    if per_mille > 1000 {
        return None;
    }
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    Some(sorted[(sorted.len() * usize::from(per_mille)).div_ceil(1000).max(1) - 1])
}
