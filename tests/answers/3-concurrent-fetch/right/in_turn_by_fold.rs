//! Task: fetch_in_turn
//! It passes the results so far from URL to URL.

pub use solution::*;

use futures::{StreamExt as _, stream};
use reqwest::Client;

pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    stream::iter(urls)
        .fold(Vec::new(), async |mut results, url| {
            results.push(fetch(client, url).await);
            results
        })
        .await
}
