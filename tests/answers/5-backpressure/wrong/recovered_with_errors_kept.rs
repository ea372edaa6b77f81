//! Fails: recovered::waits_while_the_dead_letters_are_full
//! Says: a bad record does not wait for room
//! The errors are gathered in a list, and sent at the end: the list has no bound.

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
        let mut errors = Vec::new();
        while let Some(record) = input.next().await {
            match record {
                Ok(record) => yield Ok(record),
                Err(error) => {
                    errors.push(error);
                }
            }
        }
        for error in errors {
            let _ = dead_letters.send(error).await;
        }
    }
}
