//! Task: fetch_pages
//! A stream by hand, with the future of the current page in a box.

pub use solution::*;

use std::collections::HashSet;
use std::task::Poll;

use futures::{FutureExt as _, Stream, stream};
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
    let client = client.clone();
    let fetching = move |url: String| {
        let client = client.clone();
        async move { page(&client, &url).await }.boxed()
    };
    let (mut next, mut seen, mut current) = (Some(url.to_owned()), HashSet::new(), None);
    stream::poll_fn(move |cx| {
        if current.is_none() {
            let Some(url) = next.take().filter(|url| seen.insert(url.clone())) else { return Poll::Ready(None) };
            current = Some(fetching(url));
        }
        let Some(fetching) = current.as_mut() else { return Poll::Ready(None) };
        let Poll::Ready(result) = fetching.poll_unpin(cx) else { return Poll::Pending };
        current = None;
        Poll::Ready(Some(result.map(|(body, url)| {
            next = url;
            body
        })))
    })
}
