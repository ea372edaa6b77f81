//! Fails: deduplicated::leaves_out_what_comes_again_within_the_window
//! Says: a record that is left out is counted
//! What is left out is pushed into the window, too.

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
        let last = recent.entry(record.source.to_string()).or_default();
        let is_new = !last.contains(record);
        last.push_back(record.clone());
        if last.len() > window.get() {
            last.pop_front();
        }
        future::ready(is_new)
    })
}
