//! Task: fetch_with_retry
//! The last attempt has no delay after it: the delays are chained with `None`.

pub use solution::*;

use reqwest::{Client, StatusCode};

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let mut attempts = Vec::new();
    for delay in policy.delays(rand::random()).map(Some).chain([None]) {
        let mut wait = delay;
        match fetch(client, url).await {
            Ok(body) => return Ok(body),
            Err(error) => {
                match &error {
                    FetchError::Timeout | FetchError::Connection(_) => {}
                    FetchError::Status { status, retry_after }
                        if *status == StatusCode::TOO_MANY_REQUESTS || (502..=504).contains(&status.as_u16()) =>
                    {
                        wait = delay.map(|delay| delay.max(retry_after.unwrap_or_default()));
                    }
                    _ => wait = None,
                }
                attempts.push(error);
            }
        }
        let Some(wait) = wait else { break };
        tokio::time::sleep(wait).await;
    }
    Err(RetryError { attempts })
}
