//! Task: fetch_first
//! With `Ok` and `Err` swapped, `try_join_all` ends at the first success, and otherwise has all errors in order.

pub use solution::*;

use futures::future;
use reqwest::Client;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let exchanged = async |(place, url): (usize, &String)| match fetch(client, url).await {
        Ok(body) => Err((place, body)),
        Err(error) => Ok(error),
    };
    match future::try_join_all(mirrors.iter().enumerate().map(exchanged)).await {
        Ok(errors) => Err(errors),
        Err(first) => Ok(first),
    }
}
