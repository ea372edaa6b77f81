//! Fails: run_pipeline::gives_the_records_of_all_sources
//! Says: the posts 1 to 5, in this order
//! The last item of a source comes first: `pop`.

pub use solution::*;

use async_stream::stream;
use futures::Stream;

pub fn run_pipeline(config: &Config, filter: Option<&str>) -> impl Stream<Item = Result<Record, SourceError>> {
    stream! {
        for source in config.sources.iter().filter(|source| filter.is_none_or(|name| source.name() == name)) {
            match source.fetch(&config.client).await {
                Ok(mut items) => {
                    while let Some(item) = items.pop() {
                        yield source.transform(&item).map_err(|bad| SourceError::new(source.name(), bad));
                    }
                }
                Err(error) => yield Err(error),
            }
        }
    }
}
