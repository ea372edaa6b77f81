//! Fails: percentile::without_times_and_above_a_thousand_there_is_none
//! Says: `per_mille` is at most 1000
//! More than all is all.

pub use solution::*;

use std::time::Duration;

pub fn percentile(times: &[Duration], per_mille: u16) -> Option<Duration> {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let rank = (sorted.len() * usize::from(per_mille.min(1000))).div_ceil(1000);
    sorted.get(rank.saturating_sub(1)).copied()
}
