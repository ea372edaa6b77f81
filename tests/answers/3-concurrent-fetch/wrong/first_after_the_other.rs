//! Fails: fetch_first::asks_all_mirrors_at_the_same_time
//! Says: the next mirror is asked only when the one before has failed
//! A list of mirrors that is tried from its beginning.

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
