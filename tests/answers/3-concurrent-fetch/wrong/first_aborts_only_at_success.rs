//! Fails: fetch_first::dropped_half_way_it_gives_up_the_others
//! Says: requests go on in spawned tasks, which nobody aborts
//! The tasks are aborted at the first success only: a handle that is dropped leaves its task running.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use reqwest::Client;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let mut tasks: FuturesUnordered<_> = mirrors
        .iter()
        .cloned()
        .enumerate()
        .map(|(index, mirror)| {
            let client = client.clone();
            tokio::spawn(async move { (index, fetch(&client, &mirror).await) })
        })
        .collect();
    let mut errors: Vec<Option<FetchError>> = mirrors.iter().map(|_| None).collect();
    while let Some(joined) = tasks.next().await {
        let (index, result) = joined.expect("a fetch does not panic");
        match result {
            Ok(body) => {
                for task in tasks.iter() {
                    task.abort();
                }
                return Ok((index, body));
            }
            Err(error) => errors[index] = Some(error),
        }
    }
    Err(errors.into_iter().flatten().collect())
}
