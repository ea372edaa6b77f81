//! Task: fetch_all
//! Each future writes its result to a place of its own.

pub use solution::*;

use futures::stream::{self, StreamExt as _};
use reqwest::Client;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut places: Vec<_> = urls.iter().map(|_| None).collect();
    stream::iter(urls.iter().zip(&mut places))
        .for_each_concurrent(None, async |(url, place)| *place = Some(fetch(client, url).await))
        .await;
    places.into_iter().map(|place| place.expect("each one was written to")).collect()
}
