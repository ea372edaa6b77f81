//! Task: recovered
//! It waits for a place first, and then sends.

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
                    match dead_letters.reserve().await {
                        Ok(place) => place.send(error),
                        Err(_) => yield Err(error),
                    }
                }
            }
        }
    }
}
