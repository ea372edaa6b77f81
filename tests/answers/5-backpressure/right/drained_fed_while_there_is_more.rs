//! Task: drained
//! It flushes only when the input has nothing at hand.

pub use solution::*;

use std::pin::pin;
use std::task::Poll;

use futures::{Sink, SinkExt as _, Stream, StreamExt as _, poll};
use tokio::task::consume_budget;
use tokio_util::sync::CancellationToken;

pub async fn drained<T, E>(
    input: impl Stream<Item = T>,
    token: CancellationToken,
    sink: impl Sink<T, Error = E>,
) -> Result<u64, E> {
    let (mut input, mut sink) = (pin!(input), pin!(sink));
    let mut delivered = 0;
    while !token.is_cancelled() {
        let item = match poll!(input.next()) {
            Poll::Ready(item) => item,
            Poll::Pending => {
                sink.flush().await?;
                token.run_until_cancelled(input.next()).await.flatten()
            }
        };
        let Some(item) = item else { break };
        sink.feed(item).await?;
        delivered += 1;
        consume_budget().await;
    }
    sink.close().await?;
    Ok(delivered)
}
