//! Fails: fetch_all_data::passes_each_result_on_as_it_is_and_fetches_once
//! Says: an error is changed on its way
//! It makes a text of each error that it does not know.

pub use solution::*;

use futures::future;

pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    future::join_all(config.sources.iter().map(async |source| {
        let result = source.fetch(&config.client).await.map_err(|error| match error.kind {
            ErrorKind::Fetch(_) | ErrorKind::NotJson(_) | ErrorKind::NoItems => error,
            other => SourceError::new(error.name, ErrorKind::Outside(other.to_string().into())),
        });
        Fetched { source: &**source, result }
    }))
    .await
}
