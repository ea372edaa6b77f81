//! Fails: drained::an_item_that_is_pulled_in_the_moment_of_the_cancellation_is_delivered
//! Says: between the pull and the delivery
//! After each pull it asks the token again, and throws the item away.

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
        if token.is_cancelled() {
            break;
        }
        sink.send(item).await?;
        delivered += 1;
        consume_budget().await;
    }
    sink.close().await?;
    Ok(delivered)
}
