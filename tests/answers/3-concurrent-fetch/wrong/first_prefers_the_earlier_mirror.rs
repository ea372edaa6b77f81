//! Fails: fetch_first::the_first_success_wins_and_the_others_are_given_up
//! Says: it does not return a success before it has other results
//! Among the successes it waits a moment for one of an earlier mirror.

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
            Ok(body) => {
                let moment = std::time::Duration::from_millis(20);
                if let Ok(Some((earlier, Ok(other)))) = tokio::time::timeout(moment, results.next()).await
                    && earlier < at
                {
                    return Ok((earlier, other));
                }
                return Ok((at, body));
            }
            Err(error) => errors[at] = Some(error),
        }
    }
    Err(errors.into_iter().flatten().collect())
}

async fn one(client: &Client, at: usize, mirror: &str) -> (usize, Result<String, FetchError>) {
    (at, fetch(client, mirror).await)
}
