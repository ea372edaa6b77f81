//! Fails: drained::pulls_no_more_after_the_cancellation_and_delivers_what_was_pulled
//! Says: it pulls no more
//! The token is asked between two items, but not while the input waits.

pub use solution::*;

use std::pin::pin;

use futures::{Sink, SinkExt as _, Stream, StreamExt as _};
use tokio::task::consume_budget;
use tokio_util::sync::CancellationToken;

pub async fn drained<T, E>(
    input: impl Stream<Item = T>,
    token: CancellationToken,
    sink: impl Sink<T, Error = E>,
) -> Result<u64, E> {
    let (mut input, mut sink) = (pin!(input), pin!(sink));
    let mut delivered = 0;
    while !token.is_cancelled()
        && let Some(item) = input.next().await
        && !token.is_cancelled()
    {
        sink.send(item).await?;
        delivered += 1;
        consume_budget().await;
    }
    sink.close().await?;
    Ok(delivered)
}
