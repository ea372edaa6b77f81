//! Fails: fetch_first::a_timeout_does_not_end_it
//! Says: a timeout ends it
//! If one has timed out, it gives up the others.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use reqwest::Client;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let mut fetching: FuturesUnordered<_> =
        mirrors.iter().enumerate().map(|(index, url)| async move { (index, fetch(client, url).await) }).collect();
    let mut errors = Vec::new();
    while let Some((index, result)) = fetching.next().await {
        match result {
            Ok(body) => return Ok((index, body)),
            Err(FetchError::Timeout) => return Err(vec![FetchError::Timeout]),
            Err(error) => errors.push((index, error)),
        }
    }
    errors.sort_by_key(|(index, _)| *index);
    Err(errors.into_iter().map(|(_, error)| error).collect())
}
