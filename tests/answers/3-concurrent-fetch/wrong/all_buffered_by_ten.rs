//! Fails: fetch_all::sends_all_requests_before_it_waits_for_an_answer
//! Says: or with a limit
//! `buffered` with a limit that is large enough for a few URLs.

pub use solution::*;

use futures::{StreamExt as _, stream};
use reqwest::Client;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    stream::iter(urls).map(|url| fetch(client, url)).buffered(10).collect().await
}
