//! Fails: fetch_all_data::passes_each_result_on_as_it_is_and_fetches_once
//! Says: an error is changed on its way
//! It writes the name of the source into each error.

pub use solution::*;

use futures::future;

pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    future::join_all(config.sources.iter().map(async |source| {
        let result = source.fetch(&config.client).await.map_err(|error| SourceError::new(source.name(), error.kind));
        Fetched { source: &**source, result }
    }))
    .await
}
