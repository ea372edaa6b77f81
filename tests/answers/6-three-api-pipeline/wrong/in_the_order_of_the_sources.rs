//! Fails: run_pipeline::gives_the_records_of_a_source_as_soon_as_it_is_there
//! Says: they come in the order of the sources
//! `buffered` keeps the order of the sources: a slow one delays those after it.

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use futures::{StreamExt as _, stream};

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
        let arriving = stream::iter(wanted)
            .map(|source| async move { Fetched { source: &**source, result: source.fetch(&config.client).await } })
            .buffered(100);
        let mut arriving = std::pin::pin!(arriving);
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
