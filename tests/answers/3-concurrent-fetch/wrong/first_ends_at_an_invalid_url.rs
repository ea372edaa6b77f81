//! Fails: fetch_first::asks_any_number_of_mirrors_at_the_same_time
//! Says: an invalid URL ends it
//! An invalid URL is a mistake of the caller, and ends the search at once.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use reqwest::Client;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let mut errors: Vec<Option<FetchError>> = mirrors.iter().map(|_| None).collect();
    let mut results: FuturesUnordered<_> =
        mirrors.iter().enumerate().map(|(at, mirror)| one(client, at, mirror)).collect();
    while let Some((at, result)) = results.next().await {
        match result {
            Ok(body) => return Ok((at, body)),
            Err(error @ FetchError::Request(_)) => return Err(vec![error]),
            Err(error) => errors[at] = Some(error),
        }
    }
    Err(errors.into_iter().flatten().collect())
}

async fn one(client: &Client, at: usize, mirror: &str) -> (usize, Result<String, FetchError>) {
    (at, fetch(client, mirror).await)
}
