//! Task: percentile
//! How many may be longer, counted from the longest.

pub use solution::*;

use std::time::Duration;

pub fn percentile(times: &[Duration], per_mille: u16) -> Option<Duration> {
    let longer = times.len() * usize::from(1000_u16.checked_sub(per_mille)?) / 1000;
    let mut sorted = times.to_vec();
    sorted.sort_unstable_by(|one, other| other.cmp(one));
    sorted.get(longer.min(times.len().saturating_sub(1))).copied()
}
