//! Fails: recovered::goes_on_after_bad_records_and_loses_none
//! Says: `try_send` does not wait
//! `try_send` gives an error back that has no room, and nobody takes it.

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
                    let _ = dead_letters.try_send(error);
                }
            }
        }
    }
}
