//! Fails: run_pipeline::a_filter_is_an_exact_name_and_spares_all_others
//! Says: it fetches 1 source at a time
//! With a filter there is one source, it thinks, and nothing to overlap.

pub use solution::*;

use async_stream::stream;
use futures::{Stream, StreamExt as _, stream as streams};

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
        let limit = if filter.is_some() { 1 } else { usize::MAX };
        let mut arriving = streams::iter(sources)
            .map(|source| async move { Fetched { source, result: source.fetch(&config.client).await } })
            .buffer_unordered(limit);
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
