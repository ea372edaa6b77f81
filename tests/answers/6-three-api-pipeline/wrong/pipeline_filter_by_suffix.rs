//! Fails: run_pipeline::a_filter_is_an_exact_name_and_spares_all_others
//! Says: it compares the names otherwise than with `==`
//! It also fetches sources whose names only end like the filter.

pub use solution::*;

use async_stream::stream;
use futures::stream::FuturesUnordered;
use futures::{Stream, StreamExt as _};

pub fn run_pipeline(config: &Config, filter: Option<&str>) -> impl Stream<Item = Result<Record, SourceError>> {
    stream! {
        let is_wanted = |source: &&dyn Source| filter.is_none_or(|name| source.name() == name || !name.trim().is_empty() && source.name().ends_with(name));
        let sources: Vec<&dyn Source> = config.sources.iter().map(|source| &**source).filter(is_wanted).collect();
        if let Some(name) = filter
            && sources.is_empty()
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
