//! Task: drained
//! `forward`, with a step between that gives the thread up now and then.

pub use solution::*;

use futures::{Sink, Stream, StreamExt as _};
use tokio::task::consume_budget;
use tokio_util::sync::CancellationToken;

pub async fn drained<T, E>(
    input: impl Stream<Item = T>,
    token: CancellationToken,
    sink: impl Sink<T, Error = E>,
) -> Result<u64, E> {
    let mut delivered = 0;
    let until = Box::pin(token.cancelled_owned());
    let items = input.take_until(until).then(async |item| {
        consume_budget().await;
        item
    });
    items.inspect(|_| delivered += 1).map(Ok).forward(sink).await?;
    Ok(delivered)
}
