//! Fails: drained::lets_others_run_while_all_is_ready
//! Says: the thread is never given up
//! `forward` is one future, which goes on as long as both sides are ready.

pub use solution::*;

use futures::{Sink, Stream, StreamExt as _};
use tokio_util::sync::CancellationToken;

pub async fn drained<T, E>(
    input: impl Stream<Item = T>,
    token: CancellationToken,
    sink: impl Sink<T, Error = E>,
) -> Result<u64, E> {
    let mut delivered = 0;
    let until = Box::pin(token.cancelled_owned());
    let items = input.take_until(until).inspect(|_| delivered += 1);
    items.map(Ok).forward(sink).await?;
    Ok(delivered)
}
