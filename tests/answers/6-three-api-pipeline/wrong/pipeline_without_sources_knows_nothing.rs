//! Fails: run_pipeline::an_unknown_filter_is_an_error_that_names_the_known
//! Says: an unknown name yields nothing
//! Without any source it yields nothing, whatever the filter is.

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
            && !config.sources.is_empty()
        {
            let known = config.sources.iter().map(|source| source.name().to_owned()).collect();
            yield Err(SourceError::new(name, ErrorKind::Unknown { known }));
        }
        let mut arriving: FuturesUnordered<_> = sources
            .into_iter()
            .map(|source| async move { Fetched { source, result: source.fetch(&config.client).await } })
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
