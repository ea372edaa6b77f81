//! Fails: fetch_first::no_kind_of_failure_wins
//! Says: a mirror that is there twice is asked only once
//! Equal mirrors are asked once.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use reqwest::Client;
use std::collections::HashSet;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let mut seen = HashSet::new();
    let mut fetching: FuturesUnordered<_> = mirrors
        .iter()
        .enumerate()
        .filter(|(_, url)| seen.insert(url.as_str()))
        .map(|(index, url)| async move { (index, fetch(client, url).await) })
        .collect();
    let mut errors = Vec::new();
    while let Some((index, result)) = fetching.next().await {
        match result {
            Ok(body) => return Ok((index, body)),
            Err(error) => errors.push((index, error)),
        }
    }
    errors.sort_by_key(|(index, _)| *index);
    Err(errors.into_iter().map(|(_, error)| error).collect())
}
