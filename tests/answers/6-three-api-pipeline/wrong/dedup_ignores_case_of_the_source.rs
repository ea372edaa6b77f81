//! Fails: deduplicated::leaves_out_what_comes_again_within_the_window
//! Says: although their names are not exactly equal
//! Sources whose names differ only in case share a window.

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
        let last = windows.entry(record.source.to_lowercase()).or_default();
        let key = record.clone();
        if last.contains(&key) {
            return future::ready(false);
        }
        last.push_back(key);
        if last.len() > window.get() {
            last.pop_front();
        }
        future::ready(true)
    })
}
