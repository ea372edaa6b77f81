//! Task: fetch_all
//! Tasks that end with their set, and are sorted by their index in the end.

pub use solution::*;

use reqwest::Client;
use tokio::task::JoinSet;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut set = JoinSet::new();
    for (place, url) in urls.iter().cloned().enumerate() {
        let client = client.clone();
        set.spawn(async move { (place, fetch(&client, &url).await) });
    }
    let mut results = set.join_all().await;
    results.sort_by_key(|(place, _)| *place);
    results.into_iter().map(|(_, result)| result).collect()
}
