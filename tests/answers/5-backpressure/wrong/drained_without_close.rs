//! Fails: drained::delivers_all_items_and_closes_the_sink
//! Says: it returns without `close`
//! The sink is dropped, with what is in its buffer.

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
    while let Some(Some(item)) = token.run_until_cancelled(input.next()).await {
        sink.send(item).await?;
        delivered += 1;
        consume_budget().await;
    }
    Ok(delivered)
}
