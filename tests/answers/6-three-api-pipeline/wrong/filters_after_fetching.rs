//! Fails: run_pipeline::with_a_filter_only_that_source_is_asked
//! Says: it fetches all sources, and drops the records that nobody wants
//! As in Python: it fetches all sources, and filters then.

pub use solution::*;

use async_stream::stream;
use futures::Stream;

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
        let data = fetch_all_data(config).await;
        let items = process_items(&data);
        let wanted = items.filter(|item| filter.is_none_or(|name| item.source.name() == name));
        for record in transform_data(wanted) {
            yield record;
        }
        for fetched in data {
            let is_wanted = filter.is_none_or(|name| fetched.source.name() == name);
            if let (true, Err(error)) = (is_wanted, fetched.result) {
                yield Err(error);
            }
        }
    }
}
