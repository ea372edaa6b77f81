//! Fails: run_pipeline::sources_without_fields_are_several
//! Says: it tells the sources apart by their addresses
//! A source that is there twice is fetched once.

pub use solution::*;

use futures::stream::FuturesUnordered;
use futures::{Stream, StreamExt as _};
use std::collections::HashSet;

pub fn run_pipeline(config: &Config, filter: Option<&str>) -> impl Stream<Item = Result<Record, SourceError>> {
    async_stream::stream! {
        let is_wanted = |source: &&Box<dyn Source>| filter.is_none_or(|name| source.name() == name);
        let mut seen = HashSet::new();
        let sources: Vec<&Box<dyn Source>> = config
            .sources
            .iter()
            .filter(is_wanted)
            .filter(|source| seen.insert(std::ptr::from_ref::<dyn Source>(&***source).cast::<()>().addr()))
            .collect();
        if let (Some(name), true) = (filter, sources.is_empty()) {
            let known = config.sources.iter().map(|source| source.name().to_owned()).collect();
            yield Err(SourceError::new(name, ErrorKind::Unknown { known }));
        }
        let mut arriving: FuturesUnordered<_> = sources
            .into_iter()
            .map(async |source| Fetched { source: &**source, result: source.fetch(&config.client).await })
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
