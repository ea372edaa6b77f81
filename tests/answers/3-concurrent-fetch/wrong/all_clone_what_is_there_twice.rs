//! Fails: fetch_all::fetches_a_url_again_that_is_there_twice
//! Says: fetched only once
//! The same URL, the same page: until it changes.

pub use solution::*;

use std::collections::HashMap;

use reqwest::Client;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut places: HashMap<&String, usize> = HashMap::new();
    for (place, url) in urls.iter().enumerate() {
        places.entry(url).or_insert(place);
    }
    let fetching = urls.iter().enumerate().map(async |(place, url)| match places[url] == place {
        true => Some(fetch(client, url).await),
        false => None,
    });
    let fetched = futures::future::join_all(fetching).await;
    let mut results = Vec::new();
    for (place, result) in fetched.into_iter().enumerate() {
        let first: Option<&Result<String, FetchError>> = results.get(places[&urls[place]]);
        let copy = first.and_then(|first| first.as_ref().ok().cloned());
        results.push(match (result, copy) {
            (Some(result), _) => result,
            (None, Some(body)) => Ok(body),
            (None, None) => fetch(client, &urls[place]).await,
        });
    }
    results
}
