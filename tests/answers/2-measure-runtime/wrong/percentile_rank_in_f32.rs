//! Fails: percentile::gives_the_exact_rank_of_many_times
//! Says: calculated in an `f32`
//! The rank is computed in f32, which is not exact for many times.

pub use solution::*;

use std::time::Duration;

pub fn percentile(times: &[Duration], per_mille: u16) -> Option<Duration> {
    if per_mille > 1000 {
        return None;
    }
    let mut times = times.to_vec();
    times.sort_unstable();
    let rank = (times.len() as f32 * f32::from(per_mille) / 1000.0).ceil() as usize;
    times.get(rank.saturating_sub(1)).copied()
}
