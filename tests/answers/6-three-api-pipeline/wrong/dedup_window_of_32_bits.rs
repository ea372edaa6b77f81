//! Fails: deduplicated::leaves_out_what_comes_again_within_the_window
//! Says: its size is converted into a smaller type
//! The window is a `u32`: 2^32 and one is a window of one.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};
use std::collections::{HashMap, VecDeque};
use std::num::NonZeroUsize;

pub fn deduplicated(
    records: impl Stream<Item = Result<Record, SourceError>>,
    window: NonZeroUsize,
) -> impl Stream<Item = Result<Record, SourceError>> {
    let mut windows: HashMap<String, VecDeque<Record>> = HashMap::new();
    records.filter(move |result| {
        let Ok(record) = result else { return future::ready(true) };
        let last = windows.entry(record.source.clone().into_owned()).or_default();
        let key = record.clone();
        if last.contains(&key) {
            return future::ready(false);
        }
        last.push_back(key);
        if last.len() > (window.get() as u32).max(1) as usize {
            last.pop_front();
        }
        future::ready(true)
    })
}
