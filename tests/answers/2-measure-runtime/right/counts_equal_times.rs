//! Task: percentile
//! Runs of equal times, each counted at once.

pub use solution::*;

use std::time::Duration;

pub fn percentile(times: &[Duration], per_mille: u16) -> Option<Duration> {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let mut left = (times.len() * usize::from(per_mille)).div_ceil(1000);
    if per_mille > 1000 {
        return None;
    }
    sorted
        .chunk_by(|one, other| one == other)
        .find(|equal| {
            left = left.saturating_sub(equal.len());
            left == 0
        })
        .map(|equal| equal[0])
}
