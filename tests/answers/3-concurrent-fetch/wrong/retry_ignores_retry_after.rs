//! Fails: fetch_with_retry::does_not_come_back_before_retry_after
//! Says: it ignores the `retry_after` of the error
//! The server said when to retry, and the client ignores it.

pub use solution::*;

use reqwest::Client;

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let mut delays = policy.delays(rand::random());
    let mut attempts = Vec::new();
    loop {
        let error = match fetch(client, url).await {
            Ok(body) => return Ok(body),
            Err(error) => error,
        };
        let is_temporary = match &error {
            FetchError::Timeout | FetchError::Connection(_) => true,
            FetchError::Status { status, .. } => matches!(status.as_u16(), 429 | 502..=504),
            _ => false,
        };
        attempts.push(error);
        match delays.next() {
            Some(delay) if is_temporary => tokio::time::sleep(delay).await,
            _ => return Err(RetryError { attempts }),
        }
    }
}
