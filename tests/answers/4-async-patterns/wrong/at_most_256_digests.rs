//! Fails: digest_all::computes_as_many_at_once_as_there_are_workers
//! Says: a limit of its own
//! No more than 256 threads, however many workers are asked for.

pub use solution::*;

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::Arc;
use tokio::task::JoinSet;

pub async fn digest_all(
    inputs: Vec<Vec<u8>>,
    workers: NonZeroUsize,
    digest: impl Fn(&[u8]) -> u64 + Send + Sync + 'static,
) -> Vec<u64> {
    let digest = Arc::new(digest);
    let mut digests = vec![0; inputs.len()];
    let mut inputs = inputs.into_iter().enumerate();
    let mut tasks = JoinSet::new();
    let workers = workers.get().min(256);
    loop {
        while tasks.len() < workers {
            let Some((index, input)) = inputs.next() else { break };
            let digest = Arc::clone(&digest);
            tasks.spawn_blocking(move || (index, digest(&input)));
        }
        match tasks.join_next().await {
            Some(Ok((index, value))) => digests[index] = value,
            Some(Err(error)) => resume_unwind(error.into_panic()),
            None => return digests,
        }
    }
}
