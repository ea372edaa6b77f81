//! Fails: percentile::gives_one_of_the_times_for_each_thousandth
//! Says: the rank is one too high
//! An index counts from zero, a rank from one.

pub use solution::*;

use std::time::Duration;

pub fn percentile(times: &[Duration], per_mille: u16) -> Option<Duration> {
    if per_mille > 1000 {
        return None;
    }
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let index = sorted.len() * usize::from(per_mille) / 1000;
    sorted.get(index.min(sorted.len().saturating_sub(1))).copied()
}
