//! Fails: unfolded::is_written_with_unfold
//! Says: has the work done by another function
//! The box hides that the other function does the work.

pub use solution::*;

use futures::{Stream, StreamExt};

// unfold(...)
pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    seeded(seed).boxed()
}
