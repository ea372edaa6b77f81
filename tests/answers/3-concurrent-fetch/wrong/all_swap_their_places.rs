//! Fails: fetch_all::each_result_has_the_place_of_its_url
//! Says: a result gets the place of another one
//! `select_all` fills the gap with the last future, and the list of places moves up.

pub use solution::*;

use futures::future::select_all;
use reqwest::Client;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut results: Vec<_> = urls.iter().map(|_| None).collect();
    let mut places: Vec<usize> = (0..urls.len()).collect();
    let mut fetching: Vec<_> = urls.iter().map(|url| Box::pin(fetch(client, url))).collect();
    while !fetching.is_empty() {
        let (result, index, rest) = select_all(fetching).await;
        results[places.remove(index)] = Some(result);
        fetching = rest;
    }
    results.into_iter().flatten().collect()
}
