//! Task: fetch_in_turn
//! It spawns each fetch as a task, and awaits it before it spawns the next one.

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
