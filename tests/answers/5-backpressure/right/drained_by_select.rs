//! Task: drained
//! `select!` with `biased`, and a pause after each item.

pub use solution::*;

use std::pin::pin;

use futures::{Sink, SinkExt as _, Stream, StreamExt as _};
use tokio::task::yield_now;
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
            biased;
            () = token.cancelled() => None,
            item = input.next() => item,
        };
        let Some(item) = item else { break };
        sink.send(item).await?;
        delivered += 1;
        yield_now().await;
    }
    sink.close().await?;
    Ok(delivered)
}
