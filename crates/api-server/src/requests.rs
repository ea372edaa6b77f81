//! What was asked.

use std::{fmt, time::Duration};

/// One request, as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `HEAD` or another.
    pub method: String,
    /// Path and query: `/posts?_page=2`.
    pub target: String,
    /// Names in lower case, in the order of their arrival. Bytes that are not UTF-8 are replaced.
    pub headers: Vec<(String, String)>,
    /// From the start of the server to the arrival of the request's head.
    pub at: Duration,
}

impl Request {
    /// The first header of this name, whatever the case of its letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The `User-Agent` header.
    pub fn user_agent(&self) -> Option<&str> {
        self.header("user-agent")
    }

    /// What comes before the query: `/posts`.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.target)
    }
}

/// The first requests that a server got, in the order of their arrival, and how many came after them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requests {
    /// As many as [`Config::requests_kept`](crate::Config::requests_kept) says at most.
    pub kept: Vec<Request>,
    /// Later requests, of which nothing is kept.
    pub left_out: u64,
    limit: usize,
}

impl Requests {
    pub(crate) fn keeping(limit: usize) -> Self {
        Self { kept: Vec::new(), left_out: 0, limit }
    }

    pub(crate) fn note(&mut self, request: Request) {
        if self.kept.len() < self.limit {
            self.kept.push(request);
        } else {
            self.left_out += 1;
        }
    }
}
