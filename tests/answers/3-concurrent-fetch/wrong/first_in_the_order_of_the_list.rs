//! Fails: fetch_first::the_first_success_wins_and_the_others_are_given_up
//! Says: or of the mirrors before it in the list
//! It polls all together, but takes the results in order: a slow first mirror delays a fast second one.

pub use solution::*;

use futures::{StreamExt as _, stream};
use reqwest::Client;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let mut answers =
        stream::iter(mirrors).map(|url| fetch(client, url)).buffered(mirrors.len().max(1)).enumerate().boxed_local();
    let mut errors = Vec::new();
    while let Some((place, answer)) = answers.next().await {
        match answer {
            Ok(body) => return Ok((place, body)),
            Err(error) => errors.push(error),
        }
    }
    Err(errors)
}
