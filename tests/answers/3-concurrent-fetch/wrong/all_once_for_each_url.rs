//! Fails: fetch_all::no_failure_hides_another_result
//! Says: a URL that is there twice has only one result
//! It looks each URL up in a set, and fetches only what is new.

pub use solution::*;

use futures::future;
use reqwest::Client;
use std::collections::HashSet;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut seen = HashSet::new();
    future::join_all(urls.iter().filter(|url| seen.insert(*url)).map(|url| fetch(client, url))).await
}
