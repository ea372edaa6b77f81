//! Fails: digest_all::computes_on_threads_that_may_block
//! Says: `spawn_blocking` runs it on a thread of its own
//! A task has no thread of its own: it is polled by one that other tasks need, too.

pub use solution::*;

use futures::{StreamExt as _, stream};
use std::num::NonZeroUsize;
use std::sync::Arc;

pub async fn digest_all(
    inputs: Vec<Vec<u8>>,
    workers: NonZeroUsize,
    digest: impl Fn(&[u8]) -> u64 + Send + Sync + 'static,
) -> Vec<u64> {
    let digest = Arc::new(digest);
    stream::iter(inputs)
        .map(|input| {
            let digest = digest.clone();
            tokio::spawn(async move { digest(&input) })
        })
        .buffered(workers.get())
        .map(|digest| digest.unwrap())
        .collect()
        .await
}
