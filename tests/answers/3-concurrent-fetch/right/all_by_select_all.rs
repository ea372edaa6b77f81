//! Task: fetch_all
//! `select_all` again and again, with the results put in their places.

pub use solution::*;

use futures::future::select_all;
use reqwest::Client;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut running: Vec<_> = urls
        .iter()
        .enumerate()
        .map(|(place, url)| Box::pin(async move { (place, fetch(client, url).await) }))
        .collect();
    let mut results: Vec<Option<Result<String, FetchError>>> = urls.iter().map(|_| None).collect();
    while !running.is_empty() {
        let ((place, result), _, others) = select_all(running).await;
        results[place] = Some(result);
        running = others;
    }
    results.into_iter().flatten().collect()
}
