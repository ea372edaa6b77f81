//! Fails: fetch_first::when_all_fail_it_gives_every_error_in_the_order_of_the_mirrors
//! Says: the errors are dropped
//! `if let Ok(..)` drops the errors.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use reqwest::Client;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let ask = async |(place, url): (usize, &String)| (place, fetch(client, url).await);
    let mut answers: FuturesUnordered<_> = mirrors.iter().enumerate().map(ask).collect();
    while let Some((place, answer)) = answers.next().await {
        if let Ok(body) = answer {
            return Ok((place, body));
        }
    }
    Err(Vec::new())
}
