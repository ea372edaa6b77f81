//! Fails: fetch_hedged::a_response_that_has_only_begun_is_no_result
//! Says: it takes the beginning of the response for its end
//! The first request counts as quick as soon as its response begins.

pub use solution::*;

use futures::future::{self, Either};
use reqwest::Client;
use std::pin::pin;
use std::time::Duration;

pub async fn fetch_hedged(client: &Client, url: &str, delay: Duration) -> Result<String, FetchError> {
    let first = async {
        let response = client.get(url).send().await;
        let quick = response.as_ref().is_ok_and(|response| response.status().is_success());
        (response, quick)
    };
    let mut first = pin!(first);
    let body = |response: reqwest::Response| async {
        response
            .text()
            .await
            .map_err(|error| if error.is_timeout() { FetchError::Timeout } else { FetchError::Body(error) })
    };
    match tokio::time::timeout(delay, first.as_mut()).await {
        Ok((Ok(response), true)) => body(response).await,
        Ok((Ok(response), _)) => {
            Err(FetchError::Status { status: response.status(), retry_after: retry_after(response.headers()) })
        }
        Ok((Err(error), _)) => Err(match () {
            () if error.is_timeout() => FetchError::Timeout,
            () if error.is_builder() || error.is_redirect() => FetchError::Request(error),
            () => FetchError::Connection(error),
        }),
        Err(_) => {
            let rest = async {
                match first.await {
                    (Ok(response), true) => body(response).await,
                    (Ok(response), _) => Err(FetchError::Status {
                        status: response.status(),
                        retry_after: retry_after(response.headers()),
                    }),
                    (Err(error), _) => Err(match () {
                        () if error.is_timeout() => FetchError::Timeout,
                        () if error.is_builder() || error.is_redirect() => FetchError::Request(error),
                        () => FetchError::Connection(error),
                    }),
                }
            };
            race(rest, fetch(client, url)).await
        }
    }
}

async fn race(
    first: impl Future<Output = Result<String, FetchError>>,
    second: impl Future<Output = Result<String, FetchError>>,
) -> Result<String, FetchError> {
    match future::select(pin!(first), pin!(second)).await {
        Either::Left((Ok(body), _)) | Either::Right((Ok(body), _)) => Ok(body),
        Either::Left((Err(_), other)) => other.await,
        Either::Right((Err(_), other)) => other.await,
    }
}
