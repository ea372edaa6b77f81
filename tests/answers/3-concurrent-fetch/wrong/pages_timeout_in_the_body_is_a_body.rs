//! Fails: fetch_pages::ends_as_fetch_does
//! Says: `is_timeout()`
//! A timeout in the body of a later page is a `Body` error.

pub use solution::*;

use futures::{Stream, stream};
use reqwest::Client;
use std::collections::HashSet;

pub fn fetch_pages(client: &Client, url: &str) -> impl Stream<Item = Result<String, FetchError>> {
    let client = client.clone();
    let seen = HashSet::from([url.to_owned()]);
    stream::unfold(Some((url.to_owned(), seen)), move |state| {
        let client = client.clone();
        async move {
            let (url, mut seen) = state?;
            match page(&client, &url).await {
                Ok((body, next)) => {
                    let state = next.and_then(|next| {
                        let is_new = seen.insert(next.clone());
                        is_new.then_some((next, seen))
                    });
                    Some((Ok(body), state))
                }
                Err(error) => Some((Err(error), None)),
            }
        }
    })
}

async fn page(client: &Client, url: &str) -> Result<(String, Option<String>), FetchError> {
    let response = client.get(url).send().await.map_err(sending)?;
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status { status, retry_after: retry_after(response.headers()) });
    }
    let next = next_page(&response);
    Ok((response.text().await.map_err(reading)?, next))
}

fn sending(error: reqwest::Error) -> FetchError {
    if error.is_timeout() {
        FetchError::Timeout
    } else if error.is_builder() || error.is_redirect() {
        FetchError::Request(error)
    } else {
        FetchError::Connection(error)
    }
}

fn reading(error: reqwest::Error) -> FetchError {
    FetchError::Body(error)
}
