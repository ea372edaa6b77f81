//! Fails: digest_all::computes_as_many_at_once_as_there_are_workers
//! Says: the limit is not kept
//! The pool has up to 512 threads, and that is the only limit.

pub use solution::*;

use std::num::NonZeroUsize;
use std::sync::Arc;

pub async fn digest_all(
    inputs: Vec<Vec<u8>>,
    _workers: NonZeroUsize,
    digest: impl Fn(&[u8]) -> u64 + Send + Sync + 'static,
) -> Vec<u64> {
    let digest = Arc::new(digest);
    let threads: Vec<_> = inputs
        .into_iter()
        .map(|input| {
            let digest = digest.clone();
            tokio::task::spawn_blocking(move || digest(&input))
        })
        .collect();
    let mut digests = Vec::new();
    for thread in threads {
        digests.push(thread.await.unwrap());
    }
    digests
}
