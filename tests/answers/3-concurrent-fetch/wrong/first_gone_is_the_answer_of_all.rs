//! Fails: fetch_first::no_status_ends_it
//! Says: one of these statuses ends it
//! A mirror that says 410 Gone knows it: it doesn't wait for the others then.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use reqwest::{Client, StatusCode};

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let fetching =
        mirrors.iter().enumerate().map(|(index, mirror)| async move { (index, fetch(client, mirror).await) });
    let mut running: FuturesUnordered<_> = fetching.collect();
    let mut errors = Vec::new();
    while let Some((index, result)) = running.next().await {
        match result {
            Ok(body) => return Ok((index, body)),
            Err(error) => {
                let is_gone = matches!(&error, FetchError::Status { status, .. } if *status == StatusCode::GONE);
                errors.push((index, error));
                if is_gone {
                    break;
                }
            }
        }
    }
    errors.sort_by_key(|(index, _)| *index);
    Err(errors.into_iter().map(|(_, error)| error).collect())
}
