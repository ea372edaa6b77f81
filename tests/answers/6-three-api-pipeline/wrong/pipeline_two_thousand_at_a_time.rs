//! Fails: run_pipeline::fetches_any_number_of_sources_at_the_same_time
//! Says: it fetches 2000 sources at a time
//! More than two thousand sources wait for each other.

pub use solution::*;

use futures::{Stream, StreamExt as _, stream};

pub fn run_pipeline(config: &Config, filter: Option<&str>) -> impl Stream<Item = Result<Record, SourceError>> {
    async_stream::stream! {
        let is_wanted = |source: &&Box<dyn Source>| filter.is_none_or(|name| source.name() == name);
        let sources: Vec<&Box<dyn Source>> = config.sources.iter().filter(is_wanted).collect();
        if let (Some(name), true) = (filter, sources.is_empty()) {
            let known = config.sources.iter().map(|source| source.name().to_owned()).collect();
            yield Err(SourceError::new(name, ErrorKind::Unknown { known }));
        }
        let fetching = stream::iter(sources)
            .map(async |source| Fetched { source: &**source, result: source.fetch(&config.client).await })
            .buffer_unordered(2000);
        let mut arriving = std::pin::pin!(fetching);
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
