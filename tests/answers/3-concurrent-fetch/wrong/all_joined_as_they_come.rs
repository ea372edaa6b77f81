//! Fails: fetch_all::gives_the_results_in_the_order_of_the_urls
//! Says: they are in the order in which they came
//! A `JoinSet` yields whichever task is done first, like `asyncio.as_completed`.

pub use solution::*;

use reqwest::Client;
use tokio::task::JoinSet;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut set = JoinSet::new();
    for url in urls.iter().cloned() {
        let client = client.clone();
        set.spawn(async move { fetch(&client, &url).await });
    }
    set.join_all().await
}
