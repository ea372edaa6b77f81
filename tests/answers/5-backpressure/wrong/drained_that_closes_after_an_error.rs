//! Fails: drained::returns_the_first_error_of_the_sink
//! Says: closed after an error
//! After an error it closes the sink, and waits for that, before it returns.

pub use solution::*;

use futures::{Sink, SinkExt as _, Stream, StreamExt as _};
use std::pin::pin;
use tokio::task::consume_budget;
use tokio_util::sync::CancellationToken;

pub async fn drained<T, E>(
    input: impl Stream<Item = T>,
    token: CancellationToken,
    sink: impl Sink<T, Error = E>,
) -> Result<u64, E> {
    let mut input = pin!(input);
    let mut sink = pin!(sink);
    let mut count = 0;
    let mut first = None;
    loop {
        let item = tokio::select! {
            biased;
            () = token.cancelled() => None,
            item = input.next() => item,
        };
        let Some(item) = item else { break };
        if let Err(error) = sink.send(item).await {
            first = Some(error);
            break;
        }
        count += 1;
        consume_budget().await;
    }
    let closed = sink.close().await;
    match first {
        Some(error) => Err(error),
        None => closed.map(|()| count),
    }
}
