//! Fails: run_pipeline::gives_the_records_of_a_source_as_soon_as_it_is_there
//! Says: it waits for the slowest source
//! It fetches everything before it yields the first record.

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use futures::future::join_all;

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
        let data = join_all(wanted.map(|source| async move {
            Fetched { source: &**source, result: source.fetch(&config.client).await }
        }))
        .await;
        for fetched in data {
            for record in transform_data(process_items([&fetched])) {
                yield record;
            }
            if let Err(error) = fetched.result {
                yield Err(error);
            }
        }
    }
}
