//! Fails: fetch_all_data::passes_each_result_on_as_it_is_and_fetches_once
//! Says: it tries again after a failure
//! A source that fails is fetched once more.

pub use solution::*;

use futures::future;

pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    future::join_all(config.sources.iter().map(async |source| {
        let result = match source.fetch(&config.client).await {
            Ok(items) => Ok(items),
            Err(_) => source.fetch(&config.client).await,
        };
        Fetched { source: &**source, result }
    }))
    .await
}
