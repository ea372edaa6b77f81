//! Fails: recovered::drops_its_sender_when_it_ends
//! Says: the sender lives as long as the stream
//! The closure owns the sender, and the stream owns the closure.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use tokio::sync::mpsc;

pub fn recovered<T, E>(
    input: impl Stream<Item = Result<T, E>>,
    dead_letters: mpsc::Sender<E>,
) -> impl Stream<Item = Result<T, E>> {
    input.fuse().filter_map(move |record| {
        let dead_letters = dead_letters.clone();
        async move {
            match record {
                Ok(record) => Some(Ok(record)),
                Err(error) => dead_letters.send(error).await.err().map(|error| Err(error.0)),
            }
        }
    })
}
