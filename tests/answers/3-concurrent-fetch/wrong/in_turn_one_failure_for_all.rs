//! Fails: fetch_in_turn::gives_one_result_for_each_url_in_their_order
//! Says: one failure stands for all
//! Collected into a `Result`, what was fetched before the failure is gone.

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
