//! Task: fetch_all_data
//! First the futures, and then the results are zipped with the sources.

pub use solution::*;

use futures::future::join_all;

pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    let fetching: Vec<_> = config.sources.iter().map(|source| source.fetch(&config.client)).collect();
    let results = join_all(fetching).await;
    let paired = config.sources.iter().zip(results);
    paired.map(|(source, result)| Fetched { source: source.as_ref(), result }).collect()
}
