//! Fails: fetch_all_data::fetches_any_number_of_sources_at_the_same_time
//! Says: it fetches 3000 sources at a time
//! More than three thousand sources wait for each other.

pub use solution::*;

use futures::{StreamExt as _, stream};

pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    let fetching = stream::iter(&config.sources)
        .map(async |source| Fetched { source: &**source, result: source.fetch(&config.client).await });
    fetching.buffered(3000).collect().await
}
