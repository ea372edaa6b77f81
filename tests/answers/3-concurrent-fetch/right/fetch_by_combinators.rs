//! Task: fetch
//! Without a single `.await`.

pub use solution::*;

use futures::future::{self, Either, TryFutureExt as _};
use reqwest::Client;

pub fn fetch(client: &Client, url: &str) -> impl Future<Output = Result<String, FetchError>> + use<> {
    client
        .get(url)
        .send()
        .map_err(|error| match (error.is_timeout(), error.is_builder() || error.is_redirect()) {
            (true, _) => FetchError::Timeout,
            (false, true) => FetchError::Request(error),
            (false, false) => FetchError::Connection(error),
        })
        .and_then(|response| match response.status() {
            status if status.is_success() => Either::Left(response.bytes().map_err(|error| match error {
                error if error.is_timeout() => FetchError::Timeout,
                error => FetchError::Body(error),
            })),
            status => {
                let retry_after = retry_after(response.headers());
                Either::Right(future::err(FetchError::Status { status, retry_after }))
            }
        })
        .map_ok(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}
