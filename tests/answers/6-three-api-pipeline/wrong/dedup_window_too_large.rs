//! Fails: deduplicated::leaves_out_what_comes_again_within_the_window
//! Says: the window is one record too large
//! One record more than the window has.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};
use std::collections::{HashMap, VecDeque};
use std::num::NonZeroUsize;

pub fn deduplicated(
    records: impl Stream<Item = Result<Record, SourceError>>,
    window: NonZeroUsize,
) -> impl Stream<Item = Result<Record, SourceError>> {
    let mut recent: HashMap<String, VecDeque<Record>> = HashMap::new();
    records.filter(move |record| {
        let Ok(record) = record else { return future::ready(true) };
        let last = recent.entry(record.source.to_string()).or_insert_with(|| VecDeque::new());
        let key = record.clone();
        let is_new = !last.contains(&key);
        if is_new {
            last.push_back(key);
            if last.len() > window.get().saturating_add(1) {
                last.pop_front();
            }
        }
        future::ready(is_new)
    })
}
