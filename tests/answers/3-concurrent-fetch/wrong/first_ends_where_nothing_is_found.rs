//! Fails: fetch_first::when_all_fail_it_gives_every_error_in_the_order_of_the_mirrors
//! Says: it does not wait for the mirror that fails last
//! If one mirror says 404 or 410, it does not wait for the others: there is no such file.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use reqwest::{Client, StatusCode};

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let mut in_flight: FuturesUnordered<_> =
        mirrors.iter().enumerate().map(|(index, url)| async move { (index, fetch(client, url).await) }).collect();
    let mut errors: Vec<Option<FetchError>> = mirrors.iter().map(|_| None).collect();
    while let Some((index, result)) = in_flight.next().await {
        match result {
            Ok(body) => return Ok((index, body)),
            Err(error) => {
                let is_missing =
                    matches!(error, FetchError::Status { status: StatusCode::NOT_FOUND | StatusCode::GONE, .. });
                errors[index] = Some(error);
                if is_missing {
                    break;
                }
            }
        }
    }
    Err(errors.into_iter().flatten().collect())
}
