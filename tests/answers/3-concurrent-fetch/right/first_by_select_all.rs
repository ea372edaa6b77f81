//! Task: fetch_first
//! It selects again from the remaining futures. Each future knows its own mirror.

pub use solution::*;

use futures::future::{FutureExt as _, select_all};
use reqwest::Client;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let mut left: Vec<_> = mirrors
        .iter()
        .enumerate()
        .map(|(place, url)| fetch(client, url).map(move |answer| (place, answer)).boxed())
        .collect();
    let mut errors: Vec<Option<FetchError>> = mirrors.iter().map(|_| None).collect();
    while !left.is_empty() {
        let ((place, answer), _, others) = select_all(left).await;
        match answer {
            Ok(body) => return Ok((place, body)),
            Err(error) => errors[place] = Some(error),
        }
        left = others;
    }
    Err(errors.into_iter().flatten().collect())
}
