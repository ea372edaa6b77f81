//! Task: digest_all
//! A thread for each digest, which sends its result through a channel.

pub use solution::*;

use futures::{StreamExt as _, stream};
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use tokio::sync::oneshot;

pub async fn digest_all(
    inputs: Vec<Vec<u8>>,
    workers: NonZeroUsize,
    digest: impl Fn(&[u8]) -> u64 + Send + Sync + 'static,
) -> Vec<u64> {
    let digest = Arc::new(digest);
    let mut digests = vec![0; inputs.len()];
    let mut results = std::pin::pin!(
        stream::iter(inputs.into_iter().enumerate())
            .map(|(index, input)| {
                let digest = digest.clone();
                async move {
                    let (sender, receiver) = oneshot::channel();
                    std::thread::spawn(move || {
                        let _ = sender.send(catch_unwind(AssertUnwindSafe(|| digest(&input))));
                    });
                    (index, receiver.await)
                }
            })
            .buffer_unordered(workers.get())
    );
    while let Some((index, result)) = results.next().await {
        digests[index] = match result.expect("the thread sends a result") {
            Ok(digest) => digest,
            Err(panic) => resume_unwind(panic),
        };
    }
    digests
}
