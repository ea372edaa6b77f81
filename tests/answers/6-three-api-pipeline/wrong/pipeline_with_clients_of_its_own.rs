//! Fails: run_pipeline::gives_the_records_of_all_sources
//! Says: it makes a client for each request
//! It does not use the client of the configuration.

pub use solution::*;

use futures::stream::{self, FuturesUnordered};
use futures::{Stream, StreamExt as _};

pub fn run_pipeline(config: &Config, filter: Option<&str>) -> impl Stream<Item = Result<Record, SourceError>> {
    let client = || client().expect("a client can be made");
    let wanted = config.sources.iter().filter(move |source| filter.is_none_or(|name| source.name() == name));
    let all: FuturesUnordered<_> = wanted
        .map(|source| (source, client()))
        .map(|(source, client)| async move { Fetched { source: &**source, result: source.fetch(&client).await } })
        .collect();
    all.flat_map(|fetched| {
        let records: Vec<_> = transform_data(process_items([&fetched])).collect();
        stream::iter(records.into_iter().chain(fetched.result.err().map(Err)))
    })
}
