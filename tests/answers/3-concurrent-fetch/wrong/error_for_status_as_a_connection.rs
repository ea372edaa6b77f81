//! Fails: fetch::an_answer_without_success_is_a_status_error
//! Says: `error_for_status` makes a `reqwest::Error`, which is not asked
//! One chain of `?`, and one kind of error for all that can go wrong in it.

pub use solution::*;

use reqwest::Client;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let get = async || client.get(url).send().await?.error_for_status()?.text().await;
    get().await.map_err(|error| if error.is_timeout() { FetchError::Timeout } else { FetchError::Connection(error) })
}
