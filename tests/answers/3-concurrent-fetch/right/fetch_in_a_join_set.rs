//! Task: fetch
//! A task of its own, which ends with the set that owns it.

pub use solution::*;

use reqwest::Client;
use tokio::task::JoinSet;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let request = client.get(url);
    let mut set = JoinSet::new();
    set.spawn(async {
        let response = request.send().await.map_err(before)?;
        if response.status().is_success() { response.text().await.map_err(within) } else { Err(status(&response)) }
    });
    set.join_next().await.expect("one was spawned").expect("it does not panic")
}

fn before(error: reqwest::Error) -> FetchError {
    if error.is_builder() || error.is_redirect() {
        FetchError::Request(error)
    } else if error.is_timeout() {
        FetchError::Timeout
    } else {
        FetchError::Connection(error)
    }
}

fn within(error: reqwest::Error) -> FetchError {
    if error.is_timeout() { FetchError::Timeout } else { FetchError::Body(error) }
}

fn status(response: &reqwest::Response) -> FetchError {
    FetchError::Status { status: response.status(), retry_after: retry_after(response.headers()) }
}
