//! Fails: fetch_pages::ends_before_a_page_that_it_has_fetched
//! Says: it does not remember every URL
//! It trusts the servers.

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
    stream::unfold(Some(url.to_owned()), async move |url| {
        let url = url?;
        match page(client, &url).await {
            Ok((body, next)) => Some((Ok(body), next)),
            Err(error) => Some((Err(error), None)),
        }
    })
}
