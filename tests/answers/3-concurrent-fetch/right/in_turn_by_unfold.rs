//! Task: fetch_in_turn
//! The state is the rest of the URLs.

pub use solution::*;

use futures::{StreamExt as _, stream};
use reqwest::Client;

pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    stream::unfold(urls, async |left| {
        let (url, left) = left.split_first()?;
        Some((fetch(client, url).await, left))
    })
    .collect()
    .await
}
