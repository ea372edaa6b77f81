//! Fails: deduplicated::each_source_has_a_window_of_its_own
//! Says: the windows of some sources are forgotten
//! Only the windows of the last 64 sources are kept.

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
        if windows.len() >= 64 && !windows.contains_key(record.source.as_ref()) {
            windows.clear();
        }
        let last = windows.entry(record.source.clone().into_owned()).or_default();
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
