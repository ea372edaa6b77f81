//! Task: fetch_first
//! A buffer with room for all mirrors.

pub use solution::*;

use futures::{StreamExt as _, stream};
use reqwest::Client;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let fetch_from = async |(index, url): (usize, &String)| (index, fetch(client, url).await);
    let fetching: Vec<_> = mirrors.iter().enumerate().map(fetch_from).collect();
    let mut results = std::pin::pin!(stream::iter(fetching).buffer_unordered(mirrors.len().max(1)));
    let mut errors: Vec<Option<FetchError>> = mirrors.iter().map(|_| None).collect();
    while let Some((index, result)) = results.next().await {
        match result {
            Ok(body) => return Ok((index, body)),
            Err(error) => errors[index] = Some(error),
        }
    }
    Err(errors.into_iter().flatten().collect())
}
