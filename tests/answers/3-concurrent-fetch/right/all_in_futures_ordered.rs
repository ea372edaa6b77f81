//! Task: fetch_all
//! They are polled together, and given in the order in which they were put in.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesOrdered;
use reqwest::Client;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    urls.iter().map(|url| fetch(client, url)).collect::<FuturesOrdered<_>>().collect().await
}
