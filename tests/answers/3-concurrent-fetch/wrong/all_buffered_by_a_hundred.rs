//! Fails: fetch_all::sends_any_number_of_requests_at_the_same_time
//! Says: with a limit
//! A hundred are as good as all, until there are more URLs.

pub use solution::*;

use futures::{StreamExt as _, stream};
use reqwest::Client;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    stream::iter(urls).map(|url| fetch(client, url)).buffered(100).collect().await
}
