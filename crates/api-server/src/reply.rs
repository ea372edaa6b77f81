//! The reply of an API to a request, before any fault is applied.

use hyper::{
    HeaderMap, StatusCode,
    header::{CONTENT_TYPE, HeaderName, HeaderValue},
};
use serde_json::Value;

use crate::content::Content;

/// A status, headers and a body.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) content: Content,
}

impl Reply {
    pub(crate) fn new(status: StatusCode, content_type: &'static str, content: Content) -> Self {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(content_type))]);
        Self { status, headers, content }
    }

    /// Returns a success with items.
    pub(crate) fn json(content: Content) -> Self {
        Self::new(StatusCode::OK, "application/json; charset=utf-8", content)
    }

    /// Returns an error with a short body of JSON.
    pub(crate) fn error(status: StatusCode, body: &Value) -> Self {
        Self::new(status, "application/json; charset=utf-8", Content::whole(body.to_string()))
    }

    pub(crate) fn text(status: StatusCode, text: &'static str) -> Self {
        Self::new(status, "text/plain; charset=utf-8", Content::whole(text))
    }

    /// Adds a header. A value that is not visible ASCII is left out; this server makes none.
    pub(crate) fn with(mut self, name: HeaderName, value: impl TryInto<HeaderValue>) -> Self {
        if let Ok(value) = value.try_into() {
            self.headers.insert(name, value);
        }
        self
    }
}
