//! Fails: fetch::sends_one_get_request_for_the_whole_url
//! Says: it changes the URL
//! A URL is a host and a path, as everybody knows.

pub use solution::*;

use reqwest::Client;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    solution::fetch(client, url.split(['?', '#']).next().unwrap_or(url)).await
}
