//! Fails: deduplicated::leaves_out_what_comes_again_within_the_window
//! Says: it never forgets a record
//! It remembers every record.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};
use std::collections::HashSet;
use std::num::NonZeroUsize;

pub fn deduplicated(
    records: impl Stream<Item = Result<Record, SourceError>>,
    window: NonZeroUsize,
) -> impl Stream<Item = Result<Record, SourceError>> {
    let mut seen = HashSet::new();
    let _ = window;
    records.filter(move |record| future::ready(record.as_ref().map_or(true, |record| seen.insert(record.clone()))))
}
