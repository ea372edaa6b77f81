//! Task: fetch_pages
//! `try_unfold` ends at an error by itself.

pub use solution::*;

use std::collections::BTreeSet;

use futures::{Stream, stream};
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
    let state = (url.to_owned(), BTreeSet::new());
    stream::try_unfold(Some(state), async move |state: Option<(String, BTreeSet<String>)>| {
        let Some((url, mut seen)) = state else { return Ok(None) };
        let (body, next) = page(client, &url).await?;
        seen.insert(url);
        let next = next.filter(|next| !seen.contains(next));
        Ok(Some((body, next.map(|next| (next, seen)))))
    })
}
