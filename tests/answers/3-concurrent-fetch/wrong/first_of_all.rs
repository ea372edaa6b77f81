//! Fails: fetch_first::the_first_success_wins_and_the_others_are_given_up
//! Says: it does not return a success before it has other results: those of all mirrors
//! `join_all`, and then the first success in the list.

pub use solution::*;

use futures::future;
use reqwest::Client;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let answers = future::join_all(mirrors.iter().map(|url| fetch(client, url))).await;
    let mut errors = Vec::new();
    for (place, answer) in answers.into_iter().enumerate() {
        match answer {
            Ok(body) => return Ok((place, body)),
            Err(error) => errors.push(error),
        }
    }
    Err(errors)
}
