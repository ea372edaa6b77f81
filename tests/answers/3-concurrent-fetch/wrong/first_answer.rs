//! Fails: fetch_first::a_failure_is_no_answer
//! Says: it ends at the first result, even if that is a failure
//! `asyncio.wait(..., return_when=FIRST_COMPLETED)`: a failure is completed, too.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use reqwest::Client;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let ask = async |(place, url): (usize, &String)| (place, fetch(client, url).await);
    let mut answers: FuturesUnordered<_> = mirrors.iter().enumerate().map(ask).collect();
    match answers.next().await {
        Some((place, Ok(body))) => Ok((place, body)),
        Some((_, Err(error))) => Err(vec![error]),
        None => Err(Vec::new()),
    }
}
