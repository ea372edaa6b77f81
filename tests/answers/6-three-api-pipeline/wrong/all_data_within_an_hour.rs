//! Fails: fetch_all_data::waits_for_a_source_as_long_as_it_takes
//! Says: it gives up a source that takes long
//! Each source has an hour, after which its result is a timeout.

pub use solution::*;

use futures::future;
use std::time::Duration;

pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    future::join_all(config.sources.iter().map(|source| async move {
        let fetching = tokio::time::timeout(Duration::from_secs(3600), source.fetch(&config.client));
        let late = || Err(SourceError::new(source.name(), concurrent_fetch::FetchError::Timeout));
        Fetched { source: source.as_ref(), result: fetching.await.unwrap_or_else(|_| late()) }
    }))
    .await
}
