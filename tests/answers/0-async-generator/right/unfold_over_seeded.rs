//! Task: unfolded
//! The state is the other stream: each step asks it for one number.

pub use solution::*;

use futures::{Stream, StreamExt, stream};

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    stream::unfold(seeded(seed).boxed(), async |mut numbers| {
        let number = numbers.next().await?;
        Some((number, numbers))
    })
}
