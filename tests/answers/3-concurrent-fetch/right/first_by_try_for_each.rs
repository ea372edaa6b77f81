//! Task: fetch_first
//! The first success is the "error" that ends `try_for_each`.

pub use solution::*;

use futures::stream::FuturesUnordered;
use futures::{StreamExt as _, TryStreamExt as _, future};
use reqwest::Client;
use std::collections::BTreeMap;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let fetch_from = async |(index, url): (usize, &String)| (index, fetch(client, url).await);
    let results: FuturesUnordered<_> = mirrors.iter().enumerate().map(fetch_from).collect();
    let mut errors = BTreeMap::new();
    let won = results
        .map(|(index, result)| match result {
            Ok(body) => Err((index, body)),
            Err(error) => Ok((index, error)),
        })
        .try_for_each(|(index, error)| {
            errors.insert(index, error);
            future::ready(Ok(()))
        })
        .await;
    match won {
        Err(success) => Ok(success),
        Ok(()) => Err(errors.into_values().collect()),
    }
}
