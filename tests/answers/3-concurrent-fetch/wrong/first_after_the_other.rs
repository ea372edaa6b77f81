//! Fails: fetch_first::asks_all_mirrors_at_the_same_time
//! Says: it tries the next mirror only when the one before has failed
//! It tries the mirrors one after the other.

pub use solution::*;

use reqwest::Client;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let mut errors = Vec::new();
    for (place, url) in mirrors.iter().enumerate() {
        match fetch(client, url).await {
            Ok(body) => return Ok((place, body)),
            Err(error) => errors.push(error),
        }
    }
    Err(errors)
}
