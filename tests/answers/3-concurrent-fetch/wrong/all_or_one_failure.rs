//! Fails: fetch_all::no_failure_hides_another_result
//! Says: one failure stands for all
//! `try_join_all` drops all others at the first error, like `asyncio.gather`.

pub use solution::*;

use futures::future;
use reqwest::Client;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    match future::try_join_all(urls.iter().map(|url| fetch(client, url))).await {
        Ok(bodies) => bodies.into_iter().map(Ok).collect(),
        Err(error) => vec![Err(error)],
    }
}
