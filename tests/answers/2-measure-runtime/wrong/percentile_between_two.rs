//! Fails: percentile::gives_one_of_the_times_for_each_thousandth
//! Says: it interpolates or rounds
//! As a spreadsheet does it.

pub use solution::*;

use std::time::Duration;

pub fn percentile(times: &[Duration], per_mille: u16) -> Option<Duration> {
    if times.is_empty() || per_mille > 1000 {
        return None;
    }
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let place = (sorted.len() - 1) as f64 * f64::from(per_mille) / 1000.0;
    let (lower, upper) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    Some(lower + (upper - lower).mul_f64(place.fract()))
}
