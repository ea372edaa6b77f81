//! Fails: fetch::an_answer_without_success_is_a_status_error
//! Says: `error_for_status` returns a `reqwest::Error`, and it does not check
//! One chain of `?`, and one variant for every error in it.

pub use solution::*;

use reqwest::Client;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let get = async || client.get(url).send().await?.error_for_status()?.text().await;
    get().await.map_err(|error| if error.is_timeout() { FetchError::Timeout } else { FetchError::Connection(error) })
}
