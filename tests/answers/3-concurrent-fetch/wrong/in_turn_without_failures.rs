//! Fails: fetch_in_turn::gives_one_result_for_each_url_in_their_order
//! Says: failures are left out
//! `flatten` on results drops the errors silently.

pub use solution::*;

use reqwest::Client;

pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut bodies = Vec::new();
    for url in urls {
        bodies.extend(fetch(client, url).await);
    }
    bodies.into_iter().map(Ok).collect()
}
