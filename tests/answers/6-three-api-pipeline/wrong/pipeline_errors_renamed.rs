//! Fails: run_pipeline::gives_each_record_and_each_error_as_it_is_and_at_its_time
//! Says: an error is changed on its way
//! It writes the name of the source into each error.

pub use solution::*;

use async_stream::stream;
use futures::stream::FuturesUnordered;
use futures::{Stream, StreamExt as _};

pub fn run_pipeline(config: &Config, filter: Option<&str>) -> impl Stream<Item = Result<Record, SourceError>> {
    stream! {
        let is_wanted = |source: &&dyn Source| filter.is_none_or(|name| source.name() == name);
        let sources: Vec<&dyn Source> = config.sources.iter().map(|source| &**source).filter(is_wanted).collect();
        if let Some(name) = filter
            && sources.is_empty()
        {
            let known = config.sources.iter().map(|source| source.name().to_owned()).collect();
            yield Err(SourceError::new(name, ErrorKind::Unknown { known }));
        }
        let mut arriving: FuturesUnordered<_> = sources
            .into_iter()
            .map(|source| async move { Fetched { source, result: source.fetch(&config.client).await.map_err(|error| SourceError::new(source.name(), error.kind)) } })
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
