//! Fails: run_pipeline::an_unknown_filter_is_an_error_that_names_the_known
//! Says: an unknown name yields nothing, without an error
//! An unknown name yields an empty stream.

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use futures::StreamExt as _;
use futures::stream::FuturesUnordered;

pub fn run_pipeline(config: &Config, filter: Option<&str>) -> impl Stream<Item = Result<Record, SourceError>> {
    stream! {
        let wanted = config.sources.iter().filter(|source| filter.is_none_or(|name| source.name() == name));
        let mut arriving: FuturesUnordered<_> = wanted
            .map(|source| async move { Fetched { source: &**source, result: source.fetch(&config.client).await } })
            .collect();

        while let Some(fetched) = arriving.next().await {
            for record in transform_data(process_items([&fetched])) {
                yield record;
            }
            if let Err(error) = fetched.result {
                yield Err(error);
            }
        }
    }
}
