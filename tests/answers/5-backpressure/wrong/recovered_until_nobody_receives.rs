//! Fails: recovered::yields_an_error_that_nobody_receives
//! Says: it ends when an error cannot be sent
//! A receiver that is gone ends the good records, too.

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
                    if dead_letters.send(error).await.is_err() {
                        break;
                    }
                }
            }
        }
    }
}
