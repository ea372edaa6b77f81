//! Fails: digest_all::computes_as_many_at_once_as_there_are_workers
//! Says: results wait there for an older one, as by `buffered`
//! `buffered` keeps the order, and a place for each result that waits for an older one.

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
            tokio::task::spawn_blocking(move || digest(&input))
        })
        .buffered(workers.get())
        .map(|digest| digest.unwrap())
        .collect()
        .await
}
