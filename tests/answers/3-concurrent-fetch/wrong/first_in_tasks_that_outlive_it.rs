//! Fails: fetch_first::dropped_it_gives_up_all_requests
//! Says: nobody aborts
//! The losers are aborted, but not if the caller leaves.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use reqwest::Client;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let fetch_from = |(index, url): (usize, &String)| {
        let (client, url) = (client.clone(), url.clone());
        tokio::spawn(async move { (index, fetch(&client, &url).await) })
    };
    let tasks: Vec<_> = mirrors.iter().enumerate().map(fetch_from).collect();
    let handles: Vec<_> = tasks.iter().map(|task| task.abort_handle()).collect();
    let mut results: FuturesUnordered<_> = tasks.into_iter().collect();
    let mut errors = Vec::new();
    while let Some(done) = results.next().await {
        let Ok((index, result)) = done else { continue };
        match result {
            Ok(body) => {
                handles.iter().for_each(|handle| handle.abort());
                return Ok((index, body));
            }
            Err(error) => errors.push((index, error)),
        }
    }
    errors.sort_by_key(|(index, _)| *index);
    Err(errors.into_iter().map(|(_, error)| error).collect())
}
