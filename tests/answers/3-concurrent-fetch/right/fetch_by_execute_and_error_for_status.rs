//! Task: fetch
//! `execute` with a built request, and `error_for_status_ref` for the status.

pub use solution::*;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use reqwest::{Client, Method};

pub fn fetch<'a>(client: &'a Client, url: &'a str) -> BoxFuture<'a, Result<String, FetchError>> {
    async move {
        let request = client.request(Method::GET, url).build().map_err(FetchError::Request)?;
        let response = client.execute(request).await.map_err(|error| match () {
            () if error.is_redirect() || error.is_builder() => FetchError::Request(error),
            () if error.is_timeout() => FetchError::Timeout,
            () => FetchError::Connection(error),
        })?;
        let (status, wait) = (response.status(), retry_after(response.headers()));
        if (200..300).contains(&status.as_u16()) {
            response
                .text()
                .await
                .map_err(|error| if error.is_timeout() { FetchError::Timeout } else { FetchError::Body(error) })
        } else {
            Err(FetchError::Status { status, retry_after: wait })
        }
    }
    .boxed()
}
