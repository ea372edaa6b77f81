//! Fails: fetch_first::asks_any_number_of_mirrors_at_the_same_time
//! Says: only some of the mirrors at a time
//! Who has more than a hundred mirrors?

pub use solution::*;

use futures::{StreamExt as _, stream};
use reqwest::Client;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let fetch_from = async |(index, url): (usize, &String)| (index, fetch(client, url).await);
    let mut results = stream::iter(mirrors).enumerate().map(fetch_from).buffer_unordered(100);
    let mut errors = Vec::new();
    while let Some((index, result)) = results.next().await {
        match result {
            Ok(body) => return Ok((index, body)),
            Err(error) => errors.push((index, error)),
        }
    }
    errors.sort_by_key(|(index, _)| *index);
    Err(errors.into_iter().map(|(_, error)| error).collect())
}
