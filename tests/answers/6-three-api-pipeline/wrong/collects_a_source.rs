//! Fails: run_pipeline::transforms_an_item_when_its_record_is_asked_for
//! Says: it collects the records of a source
//! It makes all records of a source at once.

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
            let records: Vec<_> = transform_data(process_items([&fetched])).collect();
            for record in records {
                yield record;
            }
            if let Err(error) = fetched.result {
                yield Err(error);
            }
        }
    }
}
