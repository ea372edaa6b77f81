//! Fails: fetch_bounded::has_as_many_in_flight_whatever_has_come
//! Says: a request is in flight until its body is whole
//! The limit holds for the responses that have not begun, and once more for the bodies: up to twice as many are in flight.

pub use solution::*;

use std::num::NonZeroUsize;

use futures::{Stream, StreamExt as _, stream};
use reqwest::{Client, Response};

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    stream::iter(urls)
        .enumerate()
        .map(move |(index, url)| async move { (index, respond(client, &url).await) })
        .buffer_unordered(limit.get())
        .map(|(index, response)| async move { (index, body_of(response).await) })
        .buffer_unordered(limit.get())
}

async fn respond(client: &Client, url: &str) -> Result<Response, FetchError> {
    let response = client.get(url).send().await.map_err(|error| {
        if error.is_timeout() {
            FetchError::Timeout
        } else if error.is_builder() || error.is_redirect() {
            FetchError::Request(error)
        } else {
            FetchError::Connection(error)
        }
    })?;
    let status = response.status();
    if status.is_success() {
        Ok(response)
    } else {
        Err(FetchError::Status { status, retry_after: retry_after(response.headers()) })
    }
}

async fn body_of(response: Result<Response, FetchError>) -> Result<String, FetchError> {
    let body = response?.text().await;
    body.map_err(|error| if error.is_timeout() { FetchError::Timeout } else { FetchError::Body(error) })
}
