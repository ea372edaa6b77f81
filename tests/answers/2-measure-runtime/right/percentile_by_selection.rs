//! Task: percentile
//! It finds the rank without sorting everything.

pub use solution::*;

use std::time::Duration;

pub fn percentile(times: &[Duration], per_mille: u16) -> Option<Duration> {
    if times.is_empty() || per_mille > 1000 {
        return None;
    }
    let index = (times.len() * usize::from(per_mille)).div_ceil(1000).max(1) - 1;
    let mut times = times.to_vec();
    Some(*times.select_nth_unstable(index).1)
}
