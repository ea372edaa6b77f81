//! Fails: fetch::dropped_it_gives_up_the_request
//! Says: dropping a `JoinHandle` detaches its task
//! `tokio::spawn` is like Python's `create_task`: the task outlives its maker.

pub use solution::*;

use reqwest::Client;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let (client, url) = (client.clone(), url.to_owned());
    tokio::spawn(async move { solution::fetch(&client, &url).await }).await.expect("it does not panic")
}
