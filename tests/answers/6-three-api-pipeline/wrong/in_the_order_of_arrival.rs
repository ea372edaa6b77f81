//! Fails: fetch_all_data::gives_what_came_of_each_source_in_their_order
//! Says: they are in the order in which they came
//! It returns the results as they come.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;

pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    let fetching = config
        .sources
        .iter()
        .map(|source| async move { Fetched { source: &**source, result: source.fetch(&config.client).await } });
    fetching.collect::<FuturesUnordered<_>>().collect().await
}
