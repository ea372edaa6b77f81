//! Fails: fetch_in_turn::waits_for_the_end_of_each_body
//! Says: only the heads
//! A response begins with its head, and the body is still to come.

pub use solution::*;

use reqwest::Client;

pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut responses = Vec::new();
    for url in urls {
        responses.push(client.get(url).send().await.map_err(|error| match error {
            error if error.is_timeout() => FetchError::Timeout,
            error if error.is_builder() || error.is_redirect() => FetchError::Request(error),
            error => FetchError::Connection(error),
        }));
    }
    let body = async |response: Result<reqwest::Response, FetchError>| {
        let response = response?;
        let status = response.status();
        if !status.is_success() {
            return Err(FetchError::Status { status, retry_after: retry_after(response.headers()) });
        }
        response.text().await.map_err(|error| match error {
            error if error.is_timeout() => FetchError::Timeout,
            error => FetchError::Body(error),
        })
    };
    futures::future::join_all(responses.into_iter().map(body)).await
}
