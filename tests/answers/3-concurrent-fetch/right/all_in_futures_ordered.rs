//! Task: fetch_all
//! It polls all together, and yields the results in the order of the futures.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesOrdered;
use reqwest::Client;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    urls.iter().map(|url| fetch(client, url)).collect::<FuturesOrdered<_>>().collect().await
}
