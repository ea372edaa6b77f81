//! Task: fetch_with_retry
//! Each attempt is a task of a set, which ends with the function.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;
use tokio::time::sleep;

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let mut delays = policy.delays(rand::random());
    let mut attempts = Vec::new();
    loop {
        let error = match {
            let (client, url) = (client.clone(), url.to_owned());
            let mut set = tokio::task::JoinSet::new();
            set.spawn(async move { fetch(&client, &url).await });
            set.join_next().await.expect("there is one").expect("it does not panic")
        } {
            Ok(body) => return Ok(body),
            Err(error) => error,
        };
        let (is_temporary, retry_after) = match &error {
            FetchError::Timeout | FetchError::Connection(_) => (true, Duration::ZERO),
            FetchError::Status { status, retry_after } => {
                (matches!(status.as_u16(), 429 | 502..=504), retry_after.unwrap_or_default())
            }
            _ => (false, Duration::ZERO),
        };
        attempts.push(error);
        match delays.next() {
            Some(delay) if is_temporary => sleep(delay.max(retry_after)).await,
            _ => return Err(RetryError { attempts }),
        }
    }
}
