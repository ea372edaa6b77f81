//! Task: percentile
//! It tries each time, and counts those that are not longer.

pub use solution::*;

use std::time::Duration;

pub fn percentile(times: &[Duration], per_mille: u16) -> Option<Duration> {
    if per_mille > 1000 {
        return None;
    }
    let mut sorted: Vec<&Duration> = times.iter().collect();
    sorted.sort();
    let (needed, mut count) = (u128::from(per_mille) * times.len() as u128, 0_u128);
    sorted
        .into_iter()
        .find(|_| {
            count += 1;
            count * 1000 >= needed
        })
        .copied()
}
