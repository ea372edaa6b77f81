//! Fails: fetch_pages::fetches_a_page_only_when_it_is_asked_for
//! Says: before it yields this one
//! The next page is there before anybody asks for it.

pub use solution::*;

use std::collections::HashSet;

use futures::{Stream, StreamExt as _, stream};
use reqwest::{Client, Response};

/// Sends the request, and returns the response if its status is a success.
async fn respond(client: &Client, url: &str) -> Result<Response, FetchError> {
    let response = client.get(url).send().await.map_err(|error| match error {
        error if error.is_timeout() => FetchError::Timeout,
        error if error.is_builder() || error.is_redirect() => FetchError::Request(error),
        error => FetchError::Connection(error),
    })?;
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status { status, retry_after: retry_after(response.headers()) });
    }
    Ok(response)
}

async fn page(client: &Client, url: &str) -> Result<(String, Option<String>), FetchError> {
    let response = respond(client, url).await?;
    let next = next_page(&response);
    let body = response.text().await.map_err(|error| match error {
        error if error.is_timeout() => FetchError::Timeout,
        error => FetchError::Body(error),
    })?;
    Ok((body, next))
}

pub fn fetch_pages(client: &Client, url: &str) -> impl Stream<Item = Result<String, FetchError>> {
    let state = (Some(url.to_owned()), HashSet::new());
    stream::unfold(state, async move |(url, mut seen)| {
        let url = url.filter(|url: &String| seen.insert(url.clone()))?;
        match page(client, &url).await {
            Ok((body, next)) => Some((Ok(body), (next, seen))),
            Err(error) => Some((Err(error), (None, seen))),
        }
    })
    .map(async |page| page)
    .buffered(2)
}
