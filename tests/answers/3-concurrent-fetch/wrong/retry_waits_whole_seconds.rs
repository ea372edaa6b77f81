//! Fails: fetch_with_retry::waits_for_the_next_of_the_delays_before_each_retry
//! Says: the delays are rounded to whole seconds
//! It counts whole seconds: most policies have longer delays.

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
            FetchError::Timeout | FetchError::Connection(_) => (true, 0),
            FetchError::Status { status, retry_after } => {
                ([429, 502, 503, 504].contains(&status.as_u16()), retry_after.unwrap_or_default().as_secs())
            }
            _ => (false, 0),
        };
        attempts.push(error);
        match if is_temporary { delays.next() } else { None } {
            Some(delay) => sleep(Duration::from_secs(delay.as_secs().max(asked))).await,
            None => return Err(RetryError { attempts }),
        }
    }
}
