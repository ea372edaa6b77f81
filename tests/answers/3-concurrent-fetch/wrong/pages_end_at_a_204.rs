//! Fails: fetch_pages::any_status_of_a_later_page_is_its_result
//! Says: it ends after some statuses of success
//! A page without content is the last one.

pub use solution::*;

use futures::{Stream, StreamExt as _, stream};
use reqwest::Client;
use std::collections::HashSet;

pub fn fetch_pages(client: &Client, url: &str) -> impl Stream<Item = Result<String, FetchError>> {
    let first = (Some(url.to_owned()), HashSet::new());
    stream::unfold(first, async move |(url, mut seen)| {
        let url = url.filter(|url| seen.insert(url.clone()))?;
        let mut next = None;
        let page = async {
            let response = client.get(&url).send().await.map_err(|error| match error {
                error if error.is_timeout() => FetchError::Timeout,
                error if error.is_builder() || error.is_redirect() => FetchError::Request(error),
                error => FetchError::Connection(error),
            })?;
            let status = response.status();
            if !status.is_success() {
                return Err(FetchError::Status { status, retry_after: retry_after(response.headers()) });
            }
            if status != reqwest::StatusCode::NO_CONTENT {
                next = next_page(&response);
            }
            response.text().await.map_err(|error| match error {
                error if error.is_timeout() => FetchError::Timeout,
                error => FetchError::Body(error),
            })
        };
        let page = page.await;
        let next = next.filter(|_| page.is_ok());
        Some((page, (next, seen)))
    })
    .fuse()
}
