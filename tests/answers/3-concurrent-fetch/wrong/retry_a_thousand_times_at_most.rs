//! Fails: fetch_with_retry::takes_any_number_of_retries
//! Says: it has a limit of its own
//! More than a thousand attempts are a loop, it thinks.

pub use solution::*;

use reqwest::Client;

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let policy = Policy { retries: policy.retries.min(1000), ..*policy };
    solution::fetch_with_retry(client, url, &policy).await
}
