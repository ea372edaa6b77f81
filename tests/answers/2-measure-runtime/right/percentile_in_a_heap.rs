//! Task: percentile
//! A heap is popped until the rank is on top.

pub use solution::*;

use std::collections::BinaryHeap;
use std::time::Duration;

pub fn percentile(times: &[Duration], per_mille: u16) -> Option<Duration> {
    if per_mille > 1000 {
        return None;
    }
    let mut longest: BinaryHeap<Duration> = times.iter().copied().collect();
    let rank = (times.len() as u128 * u128::from(per_mille)).div_ceil(1000).max(1) as usize;
    while longest.len() > rank {
        longest.pop();
    }
    longest.pop()
}
