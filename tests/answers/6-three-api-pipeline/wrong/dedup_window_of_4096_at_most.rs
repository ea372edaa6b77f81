//! Fails: deduplicated::the_window_may_have_any_size
//! Says: the window has a limit of its own
//! No window has more than 4,096 records, to save memory.

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
        if last.len() > window.get().min(4096) {
            last.pop_front();
        }
        future::ready(true)
    })
}
