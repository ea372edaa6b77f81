//! Fails: deduplicated::leaves_out_what_comes_again_within_the_window
//! Says: an error empties the windows
//! An error empties all windows, so a record comes again after it.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::Hash;
use std::num::NonZeroUsize;
use std::sync::Arc;

pub fn deduplicated(
    records: impl Stream<Item = Result<Record, SourceError>>,
    window: NonZeroUsize,
) -> impl Stream<Item = Result<Record, SourceError>> {
    let mut windows: HashMap<Cow<'static, str>, (VecDeque<Arc<Record>>, HashSet<Arc<Record>>)> = HashMap::new();
    records.filter(move |result| {
        let is_new = match result {
            Err(_) => {
                windows.clear();
                true
            }
            Ok(record) => admits(windows.entry(record.source.clone()).or_default(), record.clone(), window.get()),
        };
        future::ready(is_new)
    })
}

/// Adds a key to the window, unless it is there already.
fn admits<K: Eq + Hash>(window: &mut (VecDeque<Arc<K>>, HashSet<Arc<K>>), key: K, size: usize) -> bool {
    let (order, known) = window;
    let key = Arc::new(key);
    if known.contains(&key) {
        return false;
    }
    if order.len() >= size {
        if let Some(oldest) = order.pop_front() {
            known.remove(&oldest);
        }
    }
    order.push_back(Arc::clone(&key));
    known.insert(key);
    true
}
