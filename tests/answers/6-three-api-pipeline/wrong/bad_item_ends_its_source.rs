//! Fails: run_pipeline::an_item_that_cannot_be_used_gives_its_error_in_its_place
//! Says: it ends at the first bad item
//! It yields nothing after the bad item of a source.

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
                let is_bad = record.is_err();
                yield record;
                if is_bad {
                    break;
                }
            }
            if let Err(error) = fetched.result {
                yield Err(error);
            }
        }
    }
}
