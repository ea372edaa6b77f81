//! Fails: unfolded::is_written_with_unfold
//! Says: from `seeded` beside it
//! `unfold` counts; the numbers come from `seeded`.

pub use solution::*;

use futures::{Stream, StreamExt, stream};

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    let count = stream::unfold(0, async |count| (count < 10).then_some((count, count + 1)));
    count.zip(seeded(seed)).map(|(_, number)| number)
}
