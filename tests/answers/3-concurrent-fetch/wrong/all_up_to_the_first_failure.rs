//! Fails: fetch_all::no_failure_hides_another_result
//! Says: it ends at the first failure
//! `take_while` in place of `filter`.

pub use solution::*;

use futures::future;
use reqwest::Client;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let results = future::join_all(urls.iter().map(|url| fetch(client, url))).await;
    results.into_iter().take_while(Result::is_ok).collect()
}
