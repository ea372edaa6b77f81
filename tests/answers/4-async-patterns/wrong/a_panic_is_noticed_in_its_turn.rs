//! Fails: digest_all::a_panic_goes_on_to_the_caller_and_no_other_begins
//! Says: only in its turn
//! A `buffered` stream: the panic is noticed only when all digests before it are done, and others begin meanwhile. Two queues of futures: what ends makes room for the next.

pub use solution::*;

use futures::{StreamExt as _, stream};
use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

pub async fn digest_all(
    inputs: Vec<Vec<u8>>,
    workers: NonZeroUsize,
    digest: impl Fn(&[u8]) -> u64 + Send + Sync + 'static,
) -> Vec<u64> {
    let digest = Arc::new(digest);
    let room = Arc::new(Semaphore::new(workers.get().min(512)));
    let count = inputs.len().max(1);
    stream::iter(inputs.into_iter().map(|input| {
        let (digest, room) = (Arc::clone(&digest), Arc::clone(&room));
        async move {
            let permit = room.acquire_owned().await.expect("never closed");
            spawn_blocking(move || {
                let _permit = permit;
                digest(&input)
            })
            .await
        }
    }))
    .buffered(count)
    .map(|done| done.unwrap_or_else(|error| resume_unwind(error.into_panic())))
    .collect()
    .await
}
