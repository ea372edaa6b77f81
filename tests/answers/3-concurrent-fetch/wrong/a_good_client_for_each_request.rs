//! Fails: fetch::uses_the_client_that_it_is_given
//! Says: it makes a client for each request
//! It is configured like the given one, but has no connection to reuse.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;

pub async fn fetch(_client: &Client, url: &str) -> Result<String, FetchError> {
    let client = client(Duration::from_secs(60)).expect("a client can be made");
    solution::fetch(&client, url).await
}
