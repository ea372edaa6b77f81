//! Task: deduplicated
//! It remembers when each record was yielded, and how many were yielded since.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};
use std::collections::HashMap;
use std::num::NonZeroUsize;

pub fn deduplicated(
    records: impl Stream<Item = Result<Record, SourceError>>,
    window: NonZeroUsize,
) -> impl Stream<Item = Result<Record, SourceError>> {
    let mut yielded: HashMap<Record, usize> = HashMap::new();
    let mut counts: HashMap<String, usize> = HashMap::new();
    records.filter(move |record| {
        let Ok(record) = record else { return future::ready(true) };
        let count = counts.entry(record.source.to_string()).or_default();
        let is_new = yielded.get(record).is_none_or(|before| *count - before > window.get());
        if is_new {
            yielded.insert(record.clone(), *count);
            *count += 1;
            let (now, source) = (*count, &record.source);
            // It is enough to look for old ones now and then.
            if now.is_multiple_of(window.get().min(1_000)) {
                yielded.retain(|other, before| other.source != *source || now - *before <= window.get());
            }
        }
        future::ready(is_new)
    })
}
