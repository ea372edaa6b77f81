//! Fails: fetch_first::no_kind_of_failure_wins
//! Says: one kind of failure ends it
//! A mirror with a bad URL is a mistake of the caller, but the others may still answer.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use reqwest::Client;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let fetch_from = async |(index, url): (usize, &String)| (index, fetch(client, url).await);
    let mut results: FuturesUnordered<_> = mirrors.iter().enumerate().map(fetch_from).collect();
    let mut errors = Vec::new();
    while let Some((index, result)) = results.next().await {
        match result {
            Ok(body) => return Ok((index, body)),
            Err(error @ FetchError::Request(_)) => return Err(vec![error]),
            Err(error) => errors.push((index, error)),
        }
    }
    errors.sort_by_key(|(index, _)| *index);
    Err(errors.into_iter().map(|(_, error)| error).collect())
}
