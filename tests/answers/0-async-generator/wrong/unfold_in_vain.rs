//! Fails: unfolded::is_written_with_unfold
//! Says: another function
//! An `unfold` is made and thrown away.

pub use solution::*;

use futures::{Stream, StreamExt, stream};

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    let _ = stream::unfold(seed, async |seed| Some((seed, seed)));
    seeded(seed).boxed()
}
