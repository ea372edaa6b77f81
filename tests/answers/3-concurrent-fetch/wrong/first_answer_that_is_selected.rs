//! Fails: fetch_first::a_failure_is_no_answer
//! Says: it ends at the first result, even if that is a failure
//! `select_all` ends as soon as one of its futures is ready.

pub use solution::*;

use futures::future::select_all;
use reqwest::Client;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    if mirrors.is_empty() {
        return Err(Vec::new());
    }
    let (answer, place, _) = select_all(mirrors.iter().map(|url| Box::pin(fetch(client, url)))).await;
    answer.map(|body| (place, body)).map_err(|error| vec![error])
}
