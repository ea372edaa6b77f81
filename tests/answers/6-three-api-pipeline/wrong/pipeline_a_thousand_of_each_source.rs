//! Fails: run_pipeline::transforms_an_item_when_its_record_is_asked_for
//! Says: it yields no more than some records of a source
//! No source has more than a thousand items, it thinks.

pub use solution::*;

use futures::stream::FuturesUnordered;
use futures::{Stream, StreamExt as _};

pub fn run_pipeline(config: &Config, filter: Option<&str>) -> impl Stream<Item = Result<Record, SourceError>> {
    async_stream::stream! {
        let is_wanted = |source: &&Box<dyn Source>| filter.is_none_or(|name| source.name() == name);
        let sources: Vec<&Box<dyn Source>> = config.sources.iter().filter(is_wanted).collect();
        if let (Some(name), true) = (filter, sources.is_empty()) {
            let known = config.sources.iter().map(|source| source.name().to_owned()).collect();
            yield Err(SourceError::new(name, ErrorKind::Unknown { known }));
        }
        let mut arriving: FuturesUnordered<_> = sources
            .into_iter()
            .map(async |source| Fetched { source: &**source, result: source.fetch(&config.client).await })
            .collect();
        while let Some(fetched) = arriving.next().await {
            for record in transform_data(process_items([&fetched])).take(1000) {
                yield record;
            }
            if let Err(error) = fetched.result {
                yield Err(error);
            }
        }
    }
}
