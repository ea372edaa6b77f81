//! Task: fetch_first
//! Dropping a set of tasks aborts all of them. The errors are kept in a sorted map.

pub use solution::*;

use reqwest::Client;
use std::collections::BTreeMap;
use tokio::task::JoinSet;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let mut set = JoinSet::new();
    for (place, url) in mirrors.iter().cloned().enumerate() {
        let client = client.clone();
        set.spawn(async move { (place, fetch(&client, &url).await) });
    }
    let mut errors = BTreeMap::new();
    while let Some(joined) = set.join_next().await {
        match joined.expect("it does not panic") {
            (place, Ok(body)) => return Ok((place, body)),
            (place, Err(error)) => errors.insert(place, error),
        };
    }
    Err(errors.into_values().collect())
}
