//! Fails: fetch_first::an_empty_body_wins
//! Says: takes an empty body for a failure
//! A mirror without a text is like no mirror.

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
            Ok(body) if body.is_empty() => continue,
            Ok(body) => return Ok((index, body)),
            Err(error) => errors.push((index, error)),
        }
    }
    errors.sort_by_key(|(index, _)| *index);
    Err(errors.into_iter().map(|(_, error)| error).collect())
}
