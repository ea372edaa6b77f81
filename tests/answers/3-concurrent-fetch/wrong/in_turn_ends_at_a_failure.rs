//! Fails: fetch_in_turn::gives_one_result_for_each_url_in_their_order
//! Says: it ends at the first failure
//! Equivalent to a `?` in the loop.

pub use solution::*;

use reqwest::Client;

pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut bodies = Vec::new();
    let mut all = async || {
        for url in urls {
            bodies.push(Ok(fetch(client, url).await?));
        }
        Ok(())
    };
    let end: Result<(), FetchError> = all().await;
    bodies.extend(end.err().map(Err));
    bodies
}
