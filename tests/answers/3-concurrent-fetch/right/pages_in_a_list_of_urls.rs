//! Task: fetch_pages
//! It keeps all URLs in their order; the last one is the next.

pub use solution::*;

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
    stream::unfold((vec![url.to_owned()], 0), async move |(mut urls, fetched)| {
        let url = urls.get(fetched)?;
        let result = page(client, url).await;
        let item = result.map(|(body, next)| {
            urls.extend(next.filter(|next| !urls.contains(next)));
            body
        });
        Some((item, (urls, fetched + 1)))
    })
}
