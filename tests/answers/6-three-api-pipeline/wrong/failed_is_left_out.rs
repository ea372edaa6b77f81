//! Fails: fetch_all_data::all_may_fail
//! Says: it leaves out a source that failed
//! It returns only the successes.

pub use solution::*;

use futures::future::join_all;

pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    let fetching = config
        .sources
        .iter()
        .map(|source| async move { Fetched { source: &**source, result: source.fetch(&config.client).await } });
    join_all(fetching).await.into_iter().filter(|fetched| fetched.result.is_ok()).collect()
}
