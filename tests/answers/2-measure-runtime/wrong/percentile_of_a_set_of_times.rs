//! Fails: percentile::gives_one_of_the_times_for_each_thousandth
//! Says: equal times are counted once
//! A `BTreeSet` sorts the times, but counts equal ones once.

pub use solution::*;

use std::collections::BTreeSet;
use std::time::Duration;

pub fn percentile(times: &[Duration], per_mille: u16) -> Option<Duration> {
    if per_mille > 1000 {
        return None;
    }
    let sorted: BTreeSet<Duration> = times.iter().copied().collect();
    let rank = (usize::from(per_mille) * sorted.len()).div_ceil(1000).max(1);
    sorted.into_iter().nth(rank - 1)
}
