//! Fails: run_pipeline::an_unknown_filter_is_an_error_that_names_the_known
//! Says: it drops names
//! It names two sources of one name once.

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
            let known = {
                let mut known: Vec<String> = Vec::new();
                for source in &config.sources {
                    if !known.iter().any(|name| name == source.name()) {
                        known.push(source.name().to_owned());
                    }
                }
                known
            };
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
