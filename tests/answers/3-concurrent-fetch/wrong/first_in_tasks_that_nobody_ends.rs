//! Fails: fetch_first::the_first_success_wins_and_the_others_are_given_up
//! Says: dropping a `JoinHandle` detaches its task
//! The first result comes through a channel, and the other tasks continue.

pub use solution::*;

use reqwest::Client;
use tokio::sync::mpsc;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let (answers, mut first) = mpsc::channel(mirrors.len().max(1));
    for (place, url) in mirrors.iter().cloned().enumerate() {
        let (client, answers) = (client.clone(), answers.clone());
        tokio::spawn(async move { answers.send((place, fetch(&client, &url).await)).await });
    }
    drop(answers);
    let mut errors = Vec::new();
    while let Some((place, answer)) = first.recv().await {
        match answer {
            Ok(body) => return Ok((place, body)),
            Err(error) => errors.push((place, error)),
        }
    }
    errors.sort_by_key(|(place, _)| *place);
    Err(errors.into_iter().map(|(_, error)| error).collect())
}
