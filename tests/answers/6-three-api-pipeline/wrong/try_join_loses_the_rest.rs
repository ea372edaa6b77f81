//! Fails: fetch_all_data::a_source_that_fails_leaves_the_others_alone
//! Says: it ends at the first error
//! `try_join_all` drops the remaining futures at the first error.

pub use solution::*;

use futures::future::try_join_all;

pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    let fetching = config.sources.iter().map(|source| async move {
        match source.fetch(&config.client).await {
            Ok(items) => Ok(Fetched { source: &**source, result: Ok(items) }),
            Err(error) => Err(Fetched { source: &**source, result: Err(error) }),
        }
    });
    try_join_all(fetching).await.unwrap_or_else(|failed| vec![failed])
}
