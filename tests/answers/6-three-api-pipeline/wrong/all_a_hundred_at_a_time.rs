//! Fails: fetch_all_data::takes_as_long_as_the_slowest_source
//! Says: it fetches 100 sources at a time
//! A limit that only many sources reach.

pub use solution::*;

use futures::{StreamExt as _, stream};

pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    stream::iter(&config.sources)
        .map(|source| async move { Fetched { source: &**source, result: source.fetch(&config.client).await } })
        .buffered(100)
        .collect()
        .await
}
