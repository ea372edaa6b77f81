//! Fails: fetch_all_data::takes_as_long_as_the_slowest_source
//! Says: it gives up a source that takes long
//! A timeout around each source, although the client has one.

pub use solution::*;

use concurrent_fetch::FetchError;
use futures::future;
use tokio::time::timeout;

pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    let fetched = async |source: &'_ dyn Source| {
        let fetching = timeout(TIMEOUT, source.fetch(&config.client)).await;
        fetching.unwrap_or_else(|_| Err(SourceError::new(source.name(), FetchError::Timeout)))
    };
    let results = future::join_all(config.sources.iter().map(|source| fetched(&**source))).await;
    config.sources.iter().zip(results).map(|(source, result)| Fetched { source: &**source, result }).collect()
}
