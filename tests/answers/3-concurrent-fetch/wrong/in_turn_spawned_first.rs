//! Fails: fetch_in_turn::asks_for_one_at_a_time
//! Says: the fetches are polled together, or spawned
//! It awaits the tasks one after the other, but they all run at once.

pub use solution::*;

use reqwest::Client;

pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let spawned: Vec<_> = urls
        .iter()
        .map(|url| {
            let (client, url) = (client.clone(), url.clone());
            tokio::spawn(async move { fetch(&client, &url).await })
        })
        .collect();
    let mut results = Vec::new();
    for task in spawned {
        results.push(task.await.expect("it does not panic"));
    }
    results
}
