//! Fails: fetch_all::dropped_it_gives_up_all_requests
//! Says: dropping a `JoinHandle` detaches its task
//! `join_all` over handles: when it is dropped, the tasks are detached and continue.

pub use solution::*;

use futures::future;
use reqwest::Client;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let spawned = urls.iter().map(|url| {
        let (client, url) = (client.clone(), url.clone());
        tokio::spawn(async move { fetch(&client, &url).await })
    });
    let results = future::join_all(spawned).await;
    results.into_iter().map(|result| result.expect("it does not panic")).collect()
}
