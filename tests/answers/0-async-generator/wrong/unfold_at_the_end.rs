//! Fails: unfolded::is_written_with_unfold
//! Says: from `seeded` beside it
//! After the numbers of `seeded` comes an `unfold` that gives nothing.

pub use solution::*;

use futures::{Stream, StreamExt, stream};

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    seeded(seed).chain(stream::unfold((), async |()| None))
}
