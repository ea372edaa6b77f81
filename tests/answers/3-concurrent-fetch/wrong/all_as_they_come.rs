//! Fails: fetch_all::gives_the_results_in_the_order_of_the_urls
//! Says: they are in the order in which they came
//! `FuturesUnordered` does what its name says.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use reqwest::Client;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    urls.iter().map(|url| fetch(client, url)).collect::<FuturesUnordered<_>>().collect().await
}
