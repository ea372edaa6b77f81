//! Fails: drained::pulls_no_more_after_the_cancellation_and_delivers_what_was_pulled
//! Says: it returns without `close`
//! After the cancellation the sink has five seconds to close.

pub use solution::*;

use futures::{Sink, SinkExt as _, Stream, StreamExt as _};
use std::pin::pin;
use std::time::Duration;
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
    loop {
        let item = tokio::select! {
            biased;
            () = token.cancelled() => None,
            item = input.next() => item,
        };
        let Some(item) = item else { break };
        sink.send(item).await?;
        count += 1;
        consume_budget().await;
    }
    if token.is_cancelled() {
        if let Ok(closed) = tokio::time::timeout(Duration::from_secs(5), sink.close()).await {
            closed?;
        }
    } else {
        sink.close().await?;
    }
    Ok(count)
}
