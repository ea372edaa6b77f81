//! Fails: drained::an_item_that_is_ready_at_the_cancellation_is_not_pulled
//! Says: ask the token first
//! `select!` draws lots between two branches that are both ready.

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
    loop {
        let item = tokio::select! {
            () = token.cancelled() => None,
            item = input.next() => item,
        };
        let Some(item) = item else { break };
        sink.send(item).await?;
        delivered += 1;
        consume_budget().await;
    }
    sink.close().await?;
    Ok(delivered)
}
