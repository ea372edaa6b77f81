//! Fails: percentile::is_fast_in_any_order
//! Says: far more than it needs to be
//! A quickselect that puts all equal times on one side: with equal times, the work grows with the square.

pub use solution::*;

use std::time::Duration;

fn select(mut times: &mut [Duration], mut index: usize) -> Duration {
    loop {
        let last = times.len() - 1;
        times.swap(times.len() / 2, last);
        let pivot = times[last];
        let mut place = 0;
        for at in 0..last {
            if times[at] < pivot {
                times.swap(at, place);
                place += 1;
            }
        }
        times.swap(place, last);
        if index == place {
            return pivot;
        }
        if index < place {
            times = &mut times[..place];
        } else {
            index -= place + 1;
            times = &mut times[place + 1..];
        }
    }
}

pub fn percentile(times: &[Duration], per_mille: u16) -> Option<Duration> {
    if times.is_empty() || per_mille > 1000 {
        return None;
    }
    let rank = (times.len() * usize::from(per_mille)).div_ceil(1000);
    Some(select(&mut times.to_vec(), rank.saturating_sub(1)))
}
