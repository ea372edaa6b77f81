//! Fails: digest_all::computes_on_threads_that_may_block
//! Says: ran on the async thread
//! An `async` block makes nothing parallel: the digest is computed in a poll.

pub use solution::*;

use futures::{StreamExt as _, stream};
use std::num::NonZeroUsize;

pub async fn digest_all(
    inputs: Vec<Vec<u8>>,
    workers: NonZeroUsize,
    digest: impl Fn(&[u8]) -> u64 + Send + Sync + 'static,
) -> Vec<u64> {
    stream::iter(inputs).map(async |input| digest(&input)).buffered(workers.get()).collect().await
}
