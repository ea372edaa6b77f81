//! Task: fetch
//! A hand-written state machine: first the response, then its body.

pub use solution::*;

use reqwest::{Client, Error, Response};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

enum Fetch {
    Answer(Pin<Box<dyn Future<Output = Result<Response, Error>> + Send>>),
    Body(Pin<Box<dyn Future<Output = Result<String, Error>> + Send>>),
}

impl Future for Fetch {
    type Output = Result<String, FetchError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            *self = match &mut *self {
                Fetch::Answer(answer) => match ready!(answer.as_mut().poll(cx)) {
                    Ok(response) if response.status().is_success() => Fetch::Body(Box::pin(response.text())),
                    Ok(response) => {
                        let retry_after = retry_after(response.headers());
                        return Poll::Ready(Err(FetchError::Status { status: response.status(), retry_after }));
                    }
                    Err(error) if error.is_timeout() => return Poll::Ready(Err(FetchError::Timeout)),
                    Err(error) if error.is_builder() || error.is_redirect() => {
                        return Poll::Ready(Err(FetchError::Request(error)));
                    }
                    Err(error) => return Poll::Ready(Err(FetchError::Connection(error))),
                },
                Fetch::Body(body) => {
                    let body = ready!(body.as_mut().poll(cx));
                    return Poll::Ready(body.map_err(|error| match error {
                        error if error.is_timeout() => FetchError::Timeout,
                        error => FetchError::Body(error),
                    }));
                }
            };
        }
    }
}

pub fn fetch(client: &Client, url: &str) -> impl Future<Output = Result<String, FetchError>> + use<> {
    Fetch::Answer(Box::pin(client.get(url).send()))
}
