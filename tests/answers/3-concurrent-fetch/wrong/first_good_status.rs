//! Fails: fetch_first::a_body_that_does_not_end_is_no_success
//! Says: it takes the first response whose status is good
//! The head of a response says nothing about its body.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use reqwest::Client;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let send = async |(index, url): (usize, &String)| (index, client.get(url).send().await);
    let mut heads: FuturesUnordered<_> = mirrors.iter().enumerate().map(send).collect();
    while let Some((index, head)) = heads.next().await {
        if let Ok(response) = head
            && response.status().is_success()
            && let Ok(body) = response.text().await
        {
            return Ok((index, body));
        }
    }
    solution::fetch_first(client, mirrors).await
}
