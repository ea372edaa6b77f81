//! Task: deduplicated
//! `stream!` and a loop, with the serialized records in a set and a queue.

pub use solution::*;

use async_stream::stream;
use futures::{Stream, StreamExt as _};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::num::NonZeroUsize;
use std::pin::pin;

pub fn deduplicated(
    records: impl Stream<Item = Result<Record, SourceError>>,
    window: NonZeroUsize,
) -> impl Stream<Item = Result<Record, SourceError>> {
    stream! {
        let mut recent: BTreeMap<String, (BTreeSet<String>, VecDeque<String>)> = BTreeMap::new();
        let mut records = pin!(records);
        while let Some(record) = records.next().await {
            if let Ok(record) = &record {
                let (set, queue) = recent.entry(record.source.clone().into_owned()).or_default();
                let key = format!("{record:?}");
                if !set.insert(key.clone()) {
                    continue;
                }
                queue.push_back(key);
                if queue.len() > window.get()
                    && let Some(oldest) = queue.pop_front()
                {
                    set.remove(&oldest);
                }
            }
            yield record;
        }
    }
}
