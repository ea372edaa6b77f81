//! Fails: drained::returns_the_first_error_of_the_sink
//! Says: an error of the sink is thrown away
//! Only the error of `close` is looked at.

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
            biased;
            () = token.cancelled() => None,
            item = input.next() => item,
        };
        let Some(item) = item else { break };
        if sink.send(item).await.is_err() {
            continue;
        }
        delivered += 1;
        consume_budget().await;
    }
    sink.close().await?;
    Ok(delivered)
}
