//! Fails: fetch_all_data::passes_each_result_on_as_it_is_and_fetches_once
//! Says: it tries again after a failure
//! A source whose server has failed is fetched once more.

pub use solution::*;

use concurrent_fetch::FetchError;
use futures::future;

pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    let fetched = config.sources.iter().map(async |source| {
        let mut result = source.fetch(&config.client).await;
        if let Err(SourceError { kind: ErrorKind::Fetch(FetchError::Status { status, .. }), .. }) = &result
            && status.as_u16() == 500
        {
            result = source.fetch(&config.client).await;
        }
        Fetched { source: &**source, result }
    });
    future::join_all(fetched).await
}
