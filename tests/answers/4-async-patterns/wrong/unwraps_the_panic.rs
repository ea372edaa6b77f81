//! Fails: digest_all::a_panic_goes_on_to_the_caller_and_no_other_begins
//! Says: unwrapped: `JoinError::into_panic` has the payload
//! `unwrap` panics as well, but with the text of a `JoinError`.

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
    let mut digests: Vec<(usize, u64)> = stream::iter(inputs)
        .enumerate()
        .map(async |(index, input): (usize, Vec<u8>)| {
            let digest = digest.clone();
            (index, tokio::task::spawn_blocking(move || digest(&input)).await.unwrap())
        })
        .buffer_unordered(workers.get())
        .collect()
        .await;
    digests.sort_unstable();
    digests.into_iter().map(|(_, digest)| digest).collect()
}
