//! Fails: fetch_all_data::two_sources_of_one_name_are_two
//! Says: other: NoItems
//! A source without items is an error.

pub use solution::*;

use futures::future;

pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    future::join_all(config.sources.iter().map(async |source| {
        let result = match source.fetch(&config.client).await {
            Ok(items) if items.is_empty() => Err(SourceError::new(source.name(), ErrorKind::NoItems)),
            result => result,
        };
        Fetched { source: &**source, result }
    }))
    .await
}
