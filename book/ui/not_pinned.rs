//! A stream that is not pinned.

use futures::{Stream, StreamExt as _, stream};

// ANCHOR: not_pinned
async fn first(mut numbers: impl Stream<Item = u32>) -> Option<u32> {
    numbers.next().await
}
// ANCHOR_END: not_pinned

fn main() {
    let _ = first(stream::empty());
}
