//! Fails: recovered::yields_an_error_that_nobody_receives
//! Says: an error that cannot be sent is thrown away
//! The result of `send` is not looked at.

pub use solution::*;

use std::pin::pin;

use async_stream::stream;
use futures::{Stream, StreamExt as _};
use tokio::sync::mpsc;

pub fn recovered<T, E>(
    input: impl Stream<Item = Result<T, E>>,
    dead_letters: mpsc::Sender<E>,
) -> impl Stream<Item = Result<T, E>> {
    stream! {
        let dead_letters = dead_letters;
        let mut input = pin!(input);
        while let Some(record) = input.next().await {
            match record {
                Ok(record) => yield Ok(record),
                Err(error) => {
                    let _ = dead_letters.send(error).await;
                }
            }
        }
    }
}
