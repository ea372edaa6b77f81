//! Fails: percentile::gives_one_of_the_times_for_each_thousandth
//! Says: the times are not sorted
//! The times come in the order of the runs.

pub use solution::*;

use std::time::Duration;

pub fn percentile(times: &[Duration], per_mille: u16) -> Option<Duration> {
    if per_mille > 1000 {
        return None;
    }
    let rank = (times.len() * usize::from(per_mille)).div_ceil(1000);
    times.get(rank.saturating_sub(1)).copied()
}
