//! Task: fetch_with_retry
//! A success ends the fold early, so it is the `Err` of the fold.

pub use solution::*;

use futures::{TryStreamExt as _, stream};
use reqwest::Client;

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let delays = policy.delays(rand::random()).map(Some).chain([None]);
    let end = stream::iter(delays.map(Ok))
        .try_fold(Vec::new(), async |mut attempts, delay| {
            let error = match fetch(client, url).await {
                Ok(body) => return Err(Ok(body)),
                Err(error) => error,
            };
            let (is_temporary, asked_for) = match &error {
                FetchError::Timeout | FetchError::Connection(_) => (true, None),
                FetchError::Status { status, retry_after } => {
                    (matches!(status.as_u16(), 429 | 502..=504), *retry_after)
                }
                _ => (false, None),
            };
            attempts.push(error);
            match delay {
                Some(delay) if is_temporary => tokio::time::sleep(delay.max(asked_for.unwrap_or_default())).await,
                _ => return Err(Err(RetryError { attempts })),
            }
            Ok(attempts)
        })
        .await;
    match end {
        Ok(attempts) => Err(RetryError { attempts }),
        Err(result) => result,
    }
}
