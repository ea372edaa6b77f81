//! Fails: fetch_first::asks_any_number_of_mirrors_at_the_same_time
//! Says: it waits between the mirrors
//! As with "happy eyeballs", each mirror is asked 100 milliseconds after the one before.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use reqwest::Client;
use std::time::Duration;
use tokio::time::sleep;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let mut fetches: FuturesUnordered<_> = mirrors
        .iter()
        .enumerate()
        .map(|(index, mirror)| async move {
            sleep(Duration::from_millis(100 * index as u64)).await;
            (index, fetch(client, mirror).await)
        })
        .collect();
    let mut errors: Vec<Option<FetchError>> = mirrors.iter().map(|_| None).collect();
    while let Some((index, result)) = fetches.next().await {
        match result {
            Ok(body) => return Ok((index, body)),
            Err(error) => errors[index] = Some(error),
        }
    }
    Err(errors.into_iter().flatten().collect())
}
