//! Fails: fetch_pages::a_link_is_seen_from_the_page_that_came
//! Says: it remembers where the client was redirected
//! It remembers `response.url()`: after a redirect that is another URL than the one it fetched.

pub use solution::*;

use futures::{Stream, stream};
use reqwest::{Client, Response};
use std::collections::HashSet;

type State = (Option<String>, HashSet<String>);

fn unsent(error: reqwest::Error) -> FetchError {
    if error.is_timeout() {
        FetchError::Timeout
    } else if error.is_builder() || error.is_redirect() {
        FetchError::Request(error)
    } else {
        FetchError::Connection(error)
    }
}

fn broken(error: reqwest::Error) -> FetchError {
    if error.is_timeout() { FetchError::Timeout } else { FetchError::Body(error) }
}

async fn send(client: &Client, url: &str) -> Result<Response, FetchError> {
    let response = client.get(url).send().await.map_err(unsent)?;
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status { status, retry_after: retry_after(response.headers()) });
    }
    Ok(response)
}

async fn page(client: &Client, (url, mut seen): State) -> Result<Option<(String, State)>, FetchError> {
    let Some(url) = url else { return Ok(None) };
    let response = send(client, &url).await?;
    seen.insert(response.url().to_string());
    let next = next_page(&response).filter(|next| !seen.contains(next));
    let body = response.text().await.map_err(broken)?;
    Ok(Some((body, (next, seen))))
}

pub fn fetch_pages(client: &Client, url: &str) -> impl Stream<Item = Result<String, FetchError>> {
    let begin: State = (Some(url.to_owned()), HashSet::new());
    stream::try_unfold(begin, move |state| page(client, state))
}
