//! Fails: deduplicated::pulls_no_further_than_to_what_it_yields
//! Says: it collects, or peeks at
//! It sorts out what comes again when all records are there.

pub use solution::*;

use async_stream::stream;
use futures::{Stream, StreamExt as _, stream};
use std::num::NonZeroUsize;

pub fn deduplicated(
    records: impl Stream<Item = Result<Record, SourceError>>,
    window: NonZeroUsize,
) -> impl Stream<Item = Result<Record, SourceError>> {
    stream! {
        let records: Vec<_> = records.collect().await;
        for await record in solution::deduplicated(stream::iter(records), window) {
            yield record;
        }
    }
}
