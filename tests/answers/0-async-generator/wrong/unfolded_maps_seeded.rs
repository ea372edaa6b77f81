//! Fails: unfolded::is_written_with_unfold
//! Says: it returns the stream of `seeded`
//! A `map` that changes nothing.

pub use solution::*;

use futures::{Stream, StreamExt};

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    seeded(seed).map(|number| number).take(10)
}
