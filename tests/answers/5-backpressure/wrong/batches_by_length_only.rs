//! Fails: batches::yields_what_there_is_when_the_first_item_has_waited_long_enough
//! Says: nothing but its length ends a batch
//! `chunks` knows no time.

pub use solution::*;

use std::num::NonZeroUsize;
use std::time::Duration;

use futures::{Stream, StreamExt as _};

pub fn batches<T>(
    input: impl Stream<Item = T>,
    max_len: NonZeroUsize,
    max_wait: Duration,
) -> impl Stream<Item = Vec<T>> {
    let _ = max_wait;
    input.chunks(max_len.get())
}
