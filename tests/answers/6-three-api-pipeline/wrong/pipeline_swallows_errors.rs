//! Fails: run_pipeline::a_source_that_fails_gives_its_error_once_and_the_others_come
//! Says: an error is lost
//! A source that fails yields nothing.

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use futures::StreamExt as _;
use futures::stream::FuturesUnordered;

pub fn run_pipeline(config: &Config, filter: Option<&str>) -> impl Stream<Item = Result<Record, SourceError>> {
    stream! {
        let is_known = |name: &str| config.sources.iter().any(|source| source.name() == name);
        if let Some(name) = filter
            && !is_known(name)
        {
            let known = config.sources.iter().map(|source| source.name().to_owned()).collect();
            yield Err(SourceError::new(name, ErrorKind::Unknown { known }));
            return;
        }
        let wanted = config.sources.iter().filter(|source| filter.is_none_or(|name| source.name() == name));
        let mut arriving: FuturesUnordered<_> = wanted
            .map(|source| async move { Fetched { source: &**source, result: source.fetch(&config.client).await } })
            .collect();

        while let Some(fetched) = arriving.next().await {
            for record in transform_data(process_items([&fetched])) {
                yield record;
            }
        }
    }
}
