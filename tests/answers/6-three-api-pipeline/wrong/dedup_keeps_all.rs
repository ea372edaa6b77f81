//! Fails: deduplicated::keeps_no_more_records_than_the_window
//! Says: it keeps all records, and looks only at the last ones
//! The records are never forgotten, only overlooked.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};
use std::collections::HashMap;
use std::num::NonZeroUsize;

pub fn deduplicated(
    records: impl Stream<Item = Result<Record, SourceError>>,
    window: NonZeroUsize,
) -> impl Stream<Item = Result<Record, SourceError>> {
    let mut recent: HashMap<String, Vec<Record>> = HashMap::new();
    records.filter(move |record| {
        let Ok(record) = record else { return future::ready(true) };
        let last = recent.entry(record.source.to_string()).or_default();
        let is_new = !last.iter().rev().take(window.get()).any(|other| other == record);
        if is_new {
            last.push(record.clone());
        }
        future::ready(is_new)
    })
}
