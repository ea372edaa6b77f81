//! Fails: drained::pulls_no_more_after_the_cancellation_and_delivers_what_was_pulled
//! Says: the branch that loses a `select!` is dropped
//! The branch that loses is dropped, with the item that it has pulled.

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
        let step = async {
            let Some(item) = input.next().await else { return Ok(false) };
            sink.send(item).await.map(|()| true)
        };
        tokio::select! {
            biased;
            () = token.cancelled() => break,
            went_on = step => if !went_on? { break },
        }
        delivered += 1;
        consume_budget().await;
    }
    sink.close().await?;
    Ok(delivered)
}
