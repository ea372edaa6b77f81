//! Fails: fetch_in_turn::gives_one_result_for_each_url_in_their_order
//! Says: it returns one failure in place of all results
//! Collecting into a `Result` loses everything that was fetched before the failure.

pub use solution::*;

use futures::{StreamExt as _, TryStreamExt as _, stream};
use reqwest::Client;

pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let bodies: Result<Vec<String>, FetchError> = stream::iter(urls).then(|url| fetch(client, url)).try_collect().await;
    match bodies {
        Ok(bodies) => bodies.into_iter().map(Ok).collect(),
        Err(error) => vec![Err(error)],
    }
}
