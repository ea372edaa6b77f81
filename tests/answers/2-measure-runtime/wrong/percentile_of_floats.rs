//! Fails: percentile::gives_one_of_the_times_for_each_thousandth
//! Says: a quotient of floats may be a little too large
//! 0.07 * 100 is a little more than 7, and rounded up it is 8.

pub use solution::*;

use std::time::Duration;

pub fn percentile(times: &[Duration], per_mille: u16) -> Option<Duration> {
    if times.is_empty() || per_mille > 1000 {
        return None;
    }
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let rank = (f64::from(per_mille) / 1000.0 * sorted.len() as f64).ceil() as usize;
    Some(sorted[rank.max(1) - 1])
}
