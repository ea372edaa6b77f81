//! Task: recovered
//! A last item that is no record takes the sender out of the state.

pub use solution::*;

use futures::{Stream, StreamExt as _, future, stream};
use tokio::sync::mpsc;

pub fn recovered<T, E>(
    input: impl Stream<Item = Result<T, E>>,
    dead_letters: mpsc::Sender<E>,
) -> impl Stream<Item = Result<T, E>> {
    let records = input.map(Some).chain(stream::once(future::ready(None)));
    let with_sender = records.scan(Some(dead_letters), |sender, record| {
        let sender = if record.is_some() { sender.clone() } else { sender.take() };
        future::ready(Some((sender, record)))
    });
    with_sender.filter_map(async |(sender, record)| match record? {
        Ok(record) => Some(Ok(record)),
        Err(error) => sender?.send(error).await.err().map(|error| Err(error.0)),
    })
}
