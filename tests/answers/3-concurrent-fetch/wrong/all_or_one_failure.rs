//! Fails: fetch_all::no_failure_hides_another_result
//! Says: it returns one failure in place of all results
//! `try_join_all` drops the other futures at the first error; `asyncio.gather` loses their results.

pub use solution::*;

use futures::future;
use reqwest::Client;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    match future::try_join_all(urls.iter().map(|url| fetch(client, url))).await {
        Ok(bodies) => bodies.into_iter().map(Ok).collect(),
        Err(error) => vec![Err(error)],
    }
}
