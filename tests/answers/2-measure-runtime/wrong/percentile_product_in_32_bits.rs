//! Fails: percentile::takes_millions_of_times
//! Says: too large for its type
//! The number of times, times a thousand, is put into a `u32`, which is too small for five millions of them.

pub use solution::*;

use std::time::Duration;

pub fn percentile(times: &[Duration], per_mille: u16) -> Option<Duration> {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let rank = (sorted.len() as u32 * u32::from(per_mille)).div_ceil(1000) as usize;
    sorted.get(rank.saturating_sub(1)).copied()
}
