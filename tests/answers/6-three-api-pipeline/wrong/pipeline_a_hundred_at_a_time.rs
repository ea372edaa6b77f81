//! Fails: run_pipeline::gives_each_record_and_each_error_as_it_is_and_at_its_time
//! Says: it fetches 100 sources at a time
//! A limit that only many sources reach.

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
        let mut arriving = streams::iter(sources)
            .map(|source| async move { Fetched { source, result: source.fetch(&config.client).await } })
            .buffer_unordered(100);
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
