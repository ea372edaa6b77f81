//! Fails: run_pipeline::a_filter_is_an_exact_name_and_spares_all_others
//! Says: another source than the one which made them
//! With a filter, only records that have this source are yielded.

pub use solution::*;

use async_stream::stream;
use futures::stream::{self, FuturesUnordered};
use futures::{Stream, StreamExt as _};

pub fn run_pipeline(config: &Config, filter: Option<&str>) -> impl Stream<Item = Result<Record, SourceError>> {
    let filter = filter.map(str::to_owned);

    stream! {
        let sources: Vec<&Box<dyn Source>> = config.sources.iter().filter(|source| filter.as_deref().is_none_or(|name| source.name() == name)).collect();
        if sources.is_empty() && filter.is_some() {
            let known: Vec<String> = config.sources.iter().map(|source| source.name().to_owned()).collect();
            yield Err(SourceError::new(filter.clone().unwrap_or_default(), ErrorKind::Unknown { known }));
            return;
        }
        let mut fetches: FuturesUnordered<_> = sources.iter().map(|source| fetch_one(source.as_ref(), config)).collect();
        while let Some((source, result)) = fetches.next().await {
            match result {
                Err(error) => yield Err(error),
                Ok(items) => {
                    for item in &items {
                        let record = source.transform(item).map_err(|bad| SourceError::new(source.name(), bad));
                        if record.as_ref().is_ok_and(|record| filter.as_deref().is_some_and(|name| record.source != name)) {
                            continue;
                        }
                        yield record;
                    }
                }
            }
        }
    }
}

async fn fetch_one<'a>(
    source: &'a dyn Source,
    config: &'a Config,
) -> (&'a dyn Source, Result<Vec<serde_json::Value>, SourceError>) {
    (source, source.fetch(&config.client).await)
}
