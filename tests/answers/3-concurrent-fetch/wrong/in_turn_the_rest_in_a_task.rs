//! Fails: fetch_in_turn::dropped_half_way_it_gives_up_its_request
//! Says: requests go on in spawned tasks
//! The first URL is fetched at once, and the others in a task.

pub use solution::*;

use reqwest::Client;

pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let Some((first, rest)) = urls.split_first() else { return Vec::new() };
    let mut results = vec![fetch(client, first).await];
    let (client, rest) = (client.clone(), rest.to_vec());
    let others = tokio::spawn(async move {
        let mut results = Vec::new();
        for url in &rest {
            results.push(fetch(&client, url).await);
        }
        results
    });
    results.extend(others.await.expect("it does not panic"));
    results
}
