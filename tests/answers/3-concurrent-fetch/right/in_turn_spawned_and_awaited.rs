//! Task: fetch_in_turn
//! Each one in a task of its own, which is awaited before the next one is spawned.

pub use solution::*;

use reqwest::Client;
use tokio::task::JoinSet;

pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut results = Vec::new();
    let mut set = JoinSet::new();
    for url in urls.iter().cloned() {
        let client = client.clone();
        set.spawn(async move { fetch(&client, &url).await });
        while let Some(result) = set.join_next().await {
            results.push(result.expect("it does not panic"));
        }
    }
    results
}
