//! Fails: fetch_with_retry::waits_for_each_form_of_retry_after_with_each_status
//! Says: it understands seconds, but not a date
//! It asks for the header itself, and a date is no number.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let mut delays = policy.delays(rand::random());
    let mut attempts = Vec::new();
    loop {
        let (error, asked_for) = match client.get(url).send().await {
            Ok(response) if response.status().is_success() => match response.text().await {
                Ok(body) => return Ok(body),
                Err(error) => (FetchError::Body(error), 0),
            },
            Ok(response) => {
                let value = response.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
                (FetchError::Status { status: response.status(), retry_after: None }, value.unwrap_or(0))
            }
            Err(error) => (FetchError::Connection(error), 0),
        };
        attempts.push(error);
        match delays.next() {
            Some(delay) => tokio::time::sleep(delay.max(Duration::from_secs(asked_for))).await,
            None => return Err(RetryError { attempts }),
        }
    }
}
