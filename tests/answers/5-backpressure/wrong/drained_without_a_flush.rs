//! Fails: drained::nothing_stays_in_the_buffer_while_the_input_waits
//! Says: `feed` leaves items in the sink
//! `feed` is `send` without the flush.

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
        sink.feed(item).await?;
        delivered += 1;
        consume_budget().await;
    }
    sink.close().await?;
    Ok(delivered)
}
