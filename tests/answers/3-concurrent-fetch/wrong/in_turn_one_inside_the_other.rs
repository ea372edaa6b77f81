//! Fails: fetch_in_turn::takes_any_number_of_urls
//! Says: a function calls itself for ever or too often
//! It calls itself for all URLs but the last: a hundred thousand futures, one inside the other, overflow the stack.

pub use solution::*;

use futures::future::BoxFuture;
use reqwest::Client;

fn in_turn<'a>(client: &'a Client, urls: &'a [String]) -> BoxFuture<'a, Vec<Result<String, FetchError>>> {
    Box::pin(async move {
        let Some((last, before)) = urls.split_last() else { return Vec::new() };
        let mut results = in_turn(client, before).await;
        results.push(fetch(client, last).await);
        results
    })
}

pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    in_turn(client, urls).await
}
