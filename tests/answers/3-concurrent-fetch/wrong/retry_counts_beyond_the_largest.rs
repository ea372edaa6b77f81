//! Fails: fetch_with_retry::takes_the_largest_number_of_retries
//! Says: it calculates `retries + 1`
//! `retries + 1` attempts are more than a `u32` holds.

pub use solution::*;

use reqwest::Client;

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let attempts = policy.retries + 1;
    solution::fetch_with_retry(client, url, &Policy { retries: attempts - 1, ..*policy }).await
}
