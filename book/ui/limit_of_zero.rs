//! A limit of zero for a type without a zero.

use std::num::NonZeroUsize;

use futures::{StreamExt as _, future, stream};

// ANCHOR: limit_of_zero
async fn all(limit: NonZeroUsize) -> Vec<u32> {
    stream::iter(1..=3).map(future::ready).buffered(limit.get()).collect().await
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    all(0).await;
}
// ANCHOR_END: limit_of_zero
