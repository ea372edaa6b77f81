//! Fails: fetch_in_turn::dropped_it_gives_up_its_request_and_sends_no_more
//! Says: dropping a `JoinHandle` detaches its task
//! One task after the other, and the last one goes on alone.

pub use solution::*;

use reqwest::Client;

pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut results = Vec::new();
    for url in urls.iter().cloned() {
        let client = client.clone();
        let fetching = tokio::spawn(async move { fetch(&client, &url).await });
        results.push(fetching.await.expect("it does not panic"));
    }
    results
}
