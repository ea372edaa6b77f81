//! Task: percentile
//! A map from time to count.

pub use solution::*;

use std::collections::BTreeMap;
use std::time::Duration;

pub fn percentile(times: &[Duration], per_mille: u16) -> Option<Duration> {
    let mut counts = BTreeMap::new();
    for time in times {
        *counts.entry(*time).or_insert(0usize) += 1;
    }
    let mut left = (times.len() * usize::from(per_mille)).div_ceil(1000);
    if per_mille > 1000 {
        return None;
    }
    counts
        .into_iter()
        .find(|(_, count)| {
            left = left.saturating_sub(*count);
            left == 0
        })
        .map(|(time, _)| time)
}
