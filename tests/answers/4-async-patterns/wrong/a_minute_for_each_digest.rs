//! Fails: digest_all::waits_for_a_digest_however_long_it_takes
//! Says: there is a limit of time
//! A digest that takes more than a minute is zero.

pub use solution::*;

use futures::{StreamExt as _, stream};
use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

pub async fn digest_all(
    inputs: Vec<Vec<u8>>,
    workers: NonZeroUsize,
    digest: impl Fn(&[u8]) -> u64 + Send + Sync + 'static,
) -> Vec<u64> {
    let digest = Arc::new(digest);
    let compute = async |(index, input): (usize, Vec<u8>)| {
        let digest = Arc::clone(&digest);
        match timeout(Duration::from_secs(60), spawn_blocking(move || digest(&input))).await {
            Ok(Ok(digest)) => (index, digest),
            Ok(Err(error)) => resume_unwind(error.into_panic()),
            Err(_) => (index, 0),
        }
    };
    let mut digests: Vec<(usize, u64)> =
        stream::iter(inputs).enumerate().map(compute).buffer_unordered(workers.get()).collect().await;
    digests.sort_unstable_by_key(|(index, _)| *index);
    digests.into_iter().map(|(_, digest)| digest).collect()
}
