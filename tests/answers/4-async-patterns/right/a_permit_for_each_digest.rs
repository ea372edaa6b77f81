//! Task: digest_all
//! A task for each input, and permits for as many as there are inputs: a semaphore has a largest number.

pub use solution::*;

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio_util::task::AbortOnDropHandle;

pub async fn digest_all(
    inputs: Vec<Vec<u8>>,
    workers: NonZeroUsize,
    digest: impl Fn(&[u8]) -> u64 + Send + Sync + 'static,
) -> Vec<u64> {
    let permits = Arc::new(Semaphore::new(workers.get().min(inputs.len())));
    let digest = Arc::new(digest);
    let task = |input: Vec<u8>| {
        let (permits, digest) = (permits.clone(), digest.clone());
        AbortOnDropHandle::new(tokio::spawn(async move {
            let permit = permits.acquire_owned().await;
            let computing = tokio::task::spawn_blocking(move || {
                // The thread keeps the permit, also if this task is aborted.
                let _permit = permit;
                digest(&input)
            });
            computing.await
        }))
    };
    let tasks: Vec<_> = inputs.into_iter().map(task).collect();
    let digests = tasks.into_iter().map(|task| async { task.await.expect("the task itself does not panic") });
    match futures::future::try_join_all(digests).await {
        Ok(digests) => digests,
        Err(error) => resume_unwind(error.into_panic()),
    }
}
