//! What an API says to a request, before any fault.

use hyper::{
    HeaderMap, StatusCode,
    header::{CONTENT_TYPE, HeaderName, HeaderValue},
};
use serde_json::Value;

use crate::content::Content;

/// Status, headers and body.
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

    /// A page of items.
    pub(crate) fn json(content: Content) -> Self {
        Self::new(StatusCode::OK, "application/json; charset=utf-8", content)
    }

    /// A short body.
    pub(crate) fn error(status: StatusCode, body: &Value) -> Self {
        Self::new(status, "application/json; charset=utf-8", Content::whole(body.to_string()))
    }

    pub(crate) fn text(status: StatusCode, text: &'static str) -> Self {
        Self::new(status, "text/plain; charset=utf-8", Content::whole(text))
    }

    /// Adds a header. The values that we make are visible ASCII; one that is not is left out.
    pub(crate) fn with(mut self, name: HeaderName, value: impl TryInto<HeaderValue>) -> Self {
        if let Ok(value) = value.try_into() {
            self.headers.insert(name, value);
        }
        self
    }
}
