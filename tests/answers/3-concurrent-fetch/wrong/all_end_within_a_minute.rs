//! Fails: fetch_all::waits_as_long_as_the_client
//! Says: it sets a timeout of its own
//! All together have a minute; what has not ended is a timeout.

pub use solution::*;

use futures::future;
use reqwest::Client;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let one = async |url: &String| {
        let fetching = fetch(client, url);
        tokio::time::timeout(std::time::Duration::from_secs(60), fetching).await.unwrap_or(Err(FetchError::Timeout))
    };
    future::join_all(urls.iter().map(one)).await
}
