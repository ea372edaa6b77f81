//! Fails: run_pipeline::without_sources_it_gives_nothing
//! Says: it treats the missing filter as an unknown name
//! No sources are an error, even without a filter.

pub use solution::*;

use futures::Stream;

pub fn run_pipeline(config: &Config, filter: Option<&str>) -> impl Stream<Item = Result<Record, SourceError>> {
    solution::run_pipeline(config, if config.sources.is_empty() { Some(filter.unwrap_or_default()) } else { filter })
}
