//! Fails: fetch_in_turn::gives_one_result_for_each_url_in_their_order
//! Says: it ends at the first failure
//! `while let Ok(..)` hides the error that ends it.

pub use solution::*;

use reqwest::Client;

pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut bodies = Vec::new();
    let mut left = urls.iter();
    while let Some(url) = left.next()
        && let Ok(body) = fetch(client, url).await
    {
        bodies.push(Ok(body));
    }
    bodies
}
