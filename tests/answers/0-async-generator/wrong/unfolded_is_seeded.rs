//! Fails: unfolded::is_written_with_unfold
//! Says: it returns the stream of `seeded`
//! The other function does the work.

pub use solution::*;

use futures::Stream;

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    seeded(seed)
}
