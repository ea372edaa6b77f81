//! Task: recovered
//! The state is the input and the sender: at the end both are dropped.

pub use solution::*;

use futures::{Stream, StreamExt as _, stream};
use tokio::sync::mpsc;

pub fn recovered<T, E>(
    input: impl Stream<Item = Result<T, E>>,
    dead_letters: mpsc::Sender<E>,
) -> impl Stream<Item = Result<T, E>> {
    stream::unfold((Box::pin(input), dead_letters), async |(mut input, dead_letters)| {
        loop {
            let record = match input.next().await? {
                Ok(record) => Ok(record),
                Err(error) => match dead_letters.send(error).await {
                    Ok(()) => continue,
                    Err(error) => Err(error.0),
                },
            };
            return Some((record, (input, dead_letters)));
        }
    })
}
