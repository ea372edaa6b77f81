//! Fails: fetch_all_data::gives_what_came_of_each_source_in_their_order
//! Says: it makes a client for each request
//! It does not use the client of the configuration.

pub use solution::*;

use futures::future::join_all;

pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    let fetching = config.sources.iter().map(|source| async move {
        let client = client().expect("a client can be made");
        Fetched { source: &**source, result: source.fetch(&client).await }
    });
    join_all(fetching).await
}
