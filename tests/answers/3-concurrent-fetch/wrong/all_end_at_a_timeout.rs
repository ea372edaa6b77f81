//! Fails: fetch_all::a_timeout_ends_no_other_fetch
//! Says: a timeout ends it
//! If one has timed out, the others have had as much time: they time out, too.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use reqwest::Client;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut fetching: FuturesUnordered<_> =
        urls.iter().enumerate().map(|(index, url)| async move { (index, fetch(client, url).await) }).collect();
    let mut results: Vec<_> = urls.iter().map(|_| Err(FetchError::Timeout)).collect();
    while let Some((index, result)) = fetching.next().await {
        let has_timed_out = matches!(result, Err(FetchError::Timeout));
        results[index] = result;
        if has_timed_out {
            break;
        }
    }
    results
}
