//! Fails: run_pipeline::an_unknown_filter_is_an_error_that_names_the_known
//! Says: they belong in the order of the sources
//! It lists the names in alphabetical order.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub fn run_pipeline(config: &Config, filter: Option<&str>) -> impl Stream<Item = Result<Record, SourceError>> {
    solution::run_pipeline(config, filter).map(|record| {
        record.map_err(|mut error| {
            if let ErrorKind::Unknown { known } = &mut error.kind {
                known.sort();
            }
            error
        })
    })
}
