//! Fails: fetch_all_data::fetches_sources_from_outside_with_the_others
//! Says: it does not fetch all sources of the configuration
//! It fetches the three sources by index, as if there were never more.

pub use solution::*;

use futures::join;

pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    let [github, posts, users, ..] = &config.sources[..] else {
        return futures::future::join_all(
            config
                .sources
                .iter()
                .map(|source| async move { Fetched { source: &**source, result: source.fetch(&config.client).await } }),
        )
        .await;
    };
    let client = &config.client;
    let (repos, list, people) = join!(github.fetch(client), posts.fetch(client), users.fetch(client));
    vec![
        Fetched { source: &**github, result: repos },
        Fetched { source: &**posts, result: list },
        Fetched { source: &**users, result: people },
    ]
}
