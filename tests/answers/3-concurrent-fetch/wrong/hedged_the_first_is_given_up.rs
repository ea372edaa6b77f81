//! Fails: fetch_hedged::after_the_delay_the_first_success_of_two_wins
//! Says: never
//! After the delay the first request is given up, and its work was in vain.

pub use solution::*;

use std::time::Duration;

use reqwest::Client;

pub async fn fetch_hedged(client: &Client, url: &str, delay: Duration) -> Result<String, FetchError> {
    match tokio::time::timeout(delay, fetch(client, url)).await {
        Ok(result) => result,
        Err(_) => fetch(client, url).await,
    }
}
