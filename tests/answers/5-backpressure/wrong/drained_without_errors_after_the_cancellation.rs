//! Fails: drained::an_error_after_the_cancellation_comes_back_too
//! Says: not looked at any more after the cancellation
//! After the cancellation, errors of the sink are no longer of interest.

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
        let sent = sink.send(item).await;
        if !token.is_cancelled() {
            sent?;
        }
        delivered += 1;
        consume_budget().await;
    }
    let closed = sink.close().await;
    if !token.is_cancelled() {
        closed?;
    }
    Ok(delivered)
}
