//! Fails: digest_all::accepts_the_largest_number_of_workers
//! Says: `Semaphore` has a largest number
//! `Semaphore::new` panics for more than `Semaphore::MAX_PERMITS`.

pub use solution::*;

use std::num::NonZeroUsize;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

pub async fn digest_all(
    inputs: Vec<Vec<u8>>,
    workers: NonZeroUsize,
    digest: impl Fn(&[u8]) -> u64 + Send + Sync + 'static,
) -> Vec<u64> {
    let (permits, digest) = (Semaphore::new(workers.get()), Arc::new(digest));
    let compute = async |input: Vec<u8>| {
        let _permit = permits.acquire().await;
        let digest = digest.clone();
        spawn_blocking(move || digest(&input)).await.unwrap()
    };
    futures::future::join_all(inputs.into_iter().map(compute)).await
}
