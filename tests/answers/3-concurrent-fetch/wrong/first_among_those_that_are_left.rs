//! Fails: fetch_first::a_failure_is_no_answer
//! Says: it returns the index among the mirrors that are left
//! The index of `select_all` counts only the futures that are left.

pub use solution::*;

use futures::future::select_all;
use reqwest::Client;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let mut left: Vec<_> = mirrors.iter().map(|url| Box::pin(fetch(client, url))).collect();
    let mut errors = Vec::new();
    while !left.is_empty() {
        let (answer, place, others) = select_all(left).await;
        match answer {
            Ok(body) => return Ok((place, body)),
            Err(error) => errors.push(error),
        }
        left = others;
    }
    Err(errors)
}
