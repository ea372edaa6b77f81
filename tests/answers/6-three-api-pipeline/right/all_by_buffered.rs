//! Task: fetch_all_data
//! A stream of futures, with a limit that is the number of sources.

pub use solution::*;

use futures::{StreamExt as _, stream};

pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    stream::iter(&config.sources)
        .map(|source| async move { Fetched { source: &**source, result: source.fetch(&config.client).await } })
        .buffered(config.sources.len().max(1))
        .collect()
        .await
}
