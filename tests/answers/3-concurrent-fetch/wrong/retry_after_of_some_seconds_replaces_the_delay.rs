//! Fails: fetch_with_retry::waits_before_each_retry_as_the_policy_says
//! Says: `Retry-After` replaces the delay
//! If the server asks for a wait, it waits as long, and for its delay otherwise.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;
use tokio::time::sleep;

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let mut delays = policy.delays(rand::random());
    let mut attempts = Vec::new();
    loop {
        let error = match fetch(client, url).await {
            Ok(body) => return Ok(body),
            Err(error) => error,
        };
        let (is_temporary, asked) = match &error {
            FetchError::Timeout | FetchError::Connection(_) => (true, Duration::ZERO),
            FetchError::Status { status, retry_after } => {
                ([429, 502, 503, 504].contains(&status.as_u16()), retry_after.unwrap_or_default())
            }
            _ => (false, Duration::ZERO),
        };
        attempts.push(error);
        match if is_temporary { delays.next() } else { None } {
            Some(delay) => sleep(if asked.is_zero() { delay } else { asked }).await,
            None => return Err(RetryError { attempts }),
        }
    }
}
