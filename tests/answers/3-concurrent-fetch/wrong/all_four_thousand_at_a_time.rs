//! Fails: fetch_all::sends_any_number_of_requests_at_the_same_time
//! Says: with a limit
//! As many connections as a server has by default.

pub use solution::*;

use futures::{StreamExt as _, stream};
use reqwest::Client;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    stream::iter(urls).map(|url| fetch(client, url)).buffered(4096).collect().await
}
