//! One attempt: a request and its whole response.

use std::sync::Arc;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{Client, Response, StatusCode, Url};

use super::error::AttemptError;
use super::limit::{Limiter, requested_wait};
use super::page::{Page, merge_headers};
use super::settings::FetcherSettings;

/// A successful response, or one that says that nothing has changed (304).
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) url: Url,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl From<Answer> for Page {
    fn from(answer: Answer) -> Self {
        let Answer { url, status, headers, body } = answer;
        Self { url, status, headers, body, from_cache: false }
    }
}

/// Sends the request and reads the whole response. Adds the bytes of the body to `bytes` as they arrive.
pub(super) async fn send(
    client: &Client,
    url: &Url,
    headers: HeaderMap,
    settings: &FetcherSettings,
    limiter: &Limiter,
    bytes: &mut u64,
) -> Result<Answer, AttemptError> {
    let response = client.get(url.clone()).headers(headers).send().await.map_err(|error| match error {
        error if error.is_timeout() && error.is_connect() => AttemptError::Timeout { after: settings.connect_timeout },
        error if error.is_timeout() => AttemptError::Timeout { after: settings.timeout },
        error if error.is_builder() || error.is_redirect() => AttemptError::Request(Arc::new(error)),
        error => AttemptError::Connection(Arc::new(error)),
    })?;
    let (url, status, headers) = (response.url().clone(), response.status(), merge_headers(response.headers()));
    limiter.update(status, &headers);
    if !status.is_success() && status != StatusCode::NOT_MODIFIED {
        return Err(AttemptError::Status { status, wait: requested_wait(status, &headers) });
    }
    let body = read(response, settings, bytes).await?;
    Ok(Answer { url, status, headers, body })
}

/// Reads the body into a buffer of exactly its size, on which the size of a cache entry relies.
async fn read(mut response: Response, settings: &FetcherSettings, bytes: &mut u64) -> Result<Bytes, AttemptError> {
    let max_bytes = settings.max_body_bytes;
    let announced = usize::try_from(response.content_length().unwrap_or(0)).unwrap_or(usize::MAX);
    if announced > max_bytes {
        return Err(AttemptError::TooLarge { max_bytes });
    }
    let mut body = Vec::with_capacity(announced);
    loop {
        let chunk = response.chunk().await.map_err(|error| match error {
            error if error.is_timeout() => AttemptError::Timeout { after: settings.timeout },
            error => AttemptError::Body(Arc::new(error)),
        })?;
        let Some(chunk) = chunk else { return Ok(Bytes::from(body.into_boxed_slice())) };
        *bytes += chunk.len() as u64;
        if chunk.len() > max_bytes - body.len() {
            return Err(AttemptError::TooLarge { max_bytes });
        }
        body.extend_from_slice(&chunk);
    }
}
