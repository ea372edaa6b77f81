//! Task: fetch_hedged
//! Tasks of a set, which are aborted with it.

pub use solution::*;

use std::time::Duration;

use reqwest::Client;
use tokio::task::JoinSet;

pub async fn fetch_hedged(client: &Client, url: &str, delay: Duration) -> Result<String, FetchError> {
    let fetching = || {
        let (client, url) = (client.clone(), url.to_owned());
        async move { fetch(&client, &url).await }
    };
    let mut set = JoinSet::new();
    set.spawn(fetching());
    if let Ok(Some(Ok(result))) = tokio::time::timeout(delay, set.join_next()).await {
        return result;
    }
    set.spawn(fetching());
    let mut last = Err(FetchError::Timeout);
    while let Some(joined) = set.join_next().await {
        last = joined.expect("it does not panic");
        if last.is_ok() {
            break;
        }
    }
    last
}
