//! Fails: fetch_first::when_all_fail_it_gives_every_error_in_the_order_of_the_mirrors
//! Says: they are in the order in which they came
//! Nobody can tell which error belongs to which mirror.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use reqwest::Client;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let ask = async |(place, url): (usize, &String)| (place, fetch(client, url).await);
    let mut answers: FuturesUnordered<_> = mirrors.iter().enumerate().map(ask).collect();
    let mut errors = Vec::new();
    while let Some((place, answer)) = answers.next().await {
        match answer {
            Ok(body) => return Ok((place, body)),
            Err(error) => errors.push(error),
        }
    }
    Err(errors)
}
