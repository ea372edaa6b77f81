//! Fails: fetch_first::asks_any_number_of_mirrors_at_the_same_time
//! Says: from only some of the mirrors at a time
//! No more than 32 mirrors are asked at a time.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream;
use reqwest::Client;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let mut results =
        stream::iter(mirrors.iter().enumerate().map(|(at, mirror)| one(client, at, mirror))).buffer_unordered(32);
    let mut errors = Vec::new();
    while let Some((at, result)) = results.next().await {
        match result {
            Ok(body) => return Ok((at, body)),
            Err(error) => errors.push((at, error)),
        }
    }
    errors.sort_by_key(|(at, _)| *at);
    Err(errors.into_iter().map(|(_, error)| error).collect())
}

async fn one(client: &Client, at: usize, mirror: &str) -> (usize, Result<String, FetchError>) {
    (at, fetch(client, mirror).await)
}
