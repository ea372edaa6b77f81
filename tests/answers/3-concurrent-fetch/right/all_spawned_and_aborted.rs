//! Task: fetch_all
//! Handles that abort their tasks when they are dropped.

pub use solution::*;

use reqwest::Client;
use tokio::task::JoinHandle;

struct Ended<T>(JoinHandle<T>);

impl<T> Drop for Ended<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let spawn = |url: &String| {
        let (client, url) = (client.clone(), url.clone());
        Ended(tokio::spawn(async move { fetch(&client, &url).await }))
    };
    let mut tasks: Vec<_> = urls.iter().map(spawn).collect();
    let mut results = Vec::new();
    for task in &mut tasks {
        results.push((&mut task.0).await.expect("it does not panic"));
    }
    results
}
