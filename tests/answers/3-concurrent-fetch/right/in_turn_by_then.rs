//! Task: fetch_in_turn
//! A stream whose items are awaited one by one.

pub use solution::*;

use futures::{StreamExt as _, stream};
use reqwest::Client;

pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    stream::iter(urls).then(|url| fetch(client, url)).collect().await
}
