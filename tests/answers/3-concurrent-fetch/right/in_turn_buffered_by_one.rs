//! Task: fetch_in_turn
//! A buffer with room for one future.

pub use solution::*;

use futures::{StreamExt as _, stream};
use reqwest::Client;

pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    stream::iter(urls).map(|url| fetch(client, url)).buffered(1).collect().await
}
