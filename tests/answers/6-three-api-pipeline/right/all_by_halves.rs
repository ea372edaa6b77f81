//! Task: fetch_all_data
//! It joins the two halves of the sources, and the halves of those.

pub use solution::*;

use futures::FutureExt as _;
use futures::future::{BoxFuture, join};
use reqwest::Client;

pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    of(&config.sources, &config.client).await
}

fn of<'a>(sources: &'a [Box<dyn Source>], client: &'a Client) -> BoxFuture<'a, Vec<Fetched<'a>>> {
    async move {
        match sources {
            [] => Vec::new(),
            [source] => vec![Fetched { source: &**source, result: source.fetch(client).await }],
            _ => {
                let (left, right) = sources.split_at(sources.len() / 2);
                let (mut left, right) = join(of(left, client), of(right, client)).await;
                left.extend(right);
                left
            }
        }
    }
    .boxed()
}
