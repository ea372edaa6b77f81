//! Fails: fetch_first::waits_as_long_as_the_client
//! Says: a timeout of its own
//! Ten minutes for each mirror.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use std::time::Duration;

use reqwest::Client;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let fetch_from = async |(index, url): (usize, &String)| {
        let fetching = tokio::time::timeout(Duration::from_secs(600), fetch(client, url));
        (index, fetching.await.unwrap_or(Err(FetchError::Timeout)))
    };
    let mut results: FuturesUnordered<_> = mirrors.iter().enumerate().map(fetch_from).collect();
    let mut errors = Vec::new();
    while let Some((index, result)) = results.next().await {
        match result {
            Ok(body) => return Ok((index, body)),
            Err(error) => errors.push((index, error)),
        }
    }
    errors.sort_by_key(|(index, _)| *index);
    Err(errors.into_iter().map(|(_, error)| error).collect())
}
