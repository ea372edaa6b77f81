//! Fails: recovered::goes_on_after_bad_records_and_loses_none
//! Says: it ends with the first bad record
//! `while let Some(Ok(..))` stops at an error as at the end.

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
        let mut input = pin!(input);
        let mut last = input.next().await;
        while let Some(Ok(record)) = last {
            yield Ok(record);
            last = input.next().await;
        }
        if let Some(Err(error)) = last {
            let _ = dead_letters.send(error).await;
        }
    }
}
