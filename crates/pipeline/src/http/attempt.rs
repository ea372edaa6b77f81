//! One request, and its whole answer.

use std::sync::Arc;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{Client, Response, StatusCode, Url};

use super::error::AttemptError;
use super::limit::{Limiter, asked_to_wait};
use super::page::{Page, one_of_each};
use super::settings::Settings;

/// An answer with success, or one that says that nothing has changed.
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

/// Sends the request, and reads the whole answer; `bytes` tells how much of its body has come.
pub(super) async fn send(
    client: &Client,
    url: &Url,
    headers: HeaderMap,
    settings: &Settings,
    limiter: &Limiter,
    bytes: &mut u64,
) -> Result<Answer, AttemptError> {
    let response = client.get(url.clone()).headers(headers).send().await.map_err(|error| match error {
        error if error.is_timeout() && error.is_connect() => AttemptError::Timeout { after: settings.connect_timeout },
        error if error.is_timeout() => AttemptError::Timeout { after: settings.timeout },
        error if error.is_builder() || error.is_redirect() => AttemptError::Request(Arc::new(error)),
        error => AttemptError::Connection(Arc::new(error)),
    })?;
    let (url, status, headers) = (response.url().clone(), response.status(), one_of_each(response.headers()));
    limiter.heed(status, &headers);
    if !status.is_success() && status != StatusCode::NOT_MODIFIED {
        return Err(AttemptError::Status { status, wait: asked_to_wait(status, &headers) });
    }
    let body = read(response, settings, bytes).await?;
    Ok(Answer { url, status, headers, body })
}

/// The body in one piece of exactly its size: the cache counts on that.
async fn read(mut response: Response, settings: &Settings, bytes: &mut u64) -> Result<Bytes, AttemptError> {
    let most = settings.most_bytes;
    let announced = usize::try_from(response.content_length().unwrap_or(0)).unwrap_or(usize::MAX);
    if announced > most {
        return Err(AttemptError::TooLarge { most });
    }
    let mut body = Vec::with_capacity(announced);
    loop {
        let chunk = response.chunk().await.map_err(|error| match error {
            error if error.is_timeout() => AttemptError::Timeout { after: settings.timeout },
            error => AttemptError::Body(Arc::new(error)),
        })?;
        let Some(chunk) = chunk else { return Ok(Bytes::from(body.into_boxed_slice())) };
        *bytes += chunk.len() as u64;
        if chunk.len() > most - body.len() {
            return Err(AttemptError::TooLarge { most });
        }
        body.extend_from_slice(&chunk);
    }
}
