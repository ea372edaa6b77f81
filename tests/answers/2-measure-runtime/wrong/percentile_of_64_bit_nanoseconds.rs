//! Fails: percentile::takes_any_number_of_times_and_the_longest
//! Says: it gave
//! Sorts by nanoseconds in 64 bits.

pub use solution::*;

use std::time::Duration;

pub fn percentile(times: &[Duration], per_mille: u16) -> Option<Duration> {
    if per_mille > 1000 {
        return None;
    }
    let mut times = times.to_vec();
    times.sort_by_key(|time| time.as_nanos() as u64);
    times.get((times.len() * usize::from(per_mille)).div_ceil(1000).saturating_sub(1)).copied()
}
