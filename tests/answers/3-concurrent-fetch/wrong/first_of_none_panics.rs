//! Fails: fetch_first::without_mirrors_there_are_no_errors
//! Says: iterator provided to select_ok was empty
//! `select_all` and `select_ok` panic without futures.

pub use solution::*;

use futures::future::select_ok;
use reqwest::Client;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let ask = async |(place, url): (usize, &String)| fetch(client, url).await.map(|body| (place, body));
    let first = select_ok(mirrors.iter().enumerate().map(|mirror| Box::pin(ask(mirror)))).await;
    first.map(|(success, _)| success).map_err(|error| vec![error])
}
