//! The requests that a server received.

use std::{fmt, time::Duration};

/// A request, as it arrived.
///
/// ```
/// use std::time::Duration;
/// use api_server::Request;
///
/// let request = Request {
///     method: "GET".to_owned(),
///     target: "/posts?_page=2".to_owned(),
///     headers: vec![("user-agent".to_owned(), "curl".to_owned())],
///     at: Duration::ZERO,
/// };
/// assert_eq!((request.path(), request.header("User-Agent")), ("/posts", Some("curl")));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method, such as `GET`.
    pub method: String,
    /// The path and query, such as `/posts?_page=2`.
    pub target: String,
    /// The headers in the order of their arrival, with their names in lower case. Bytes that are not UTF-8 are replaced.
    pub headers: Vec<(String, String)>,
    /// The time from the start of the server to the arrival of the request's head.
    pub at: Duration,
}

impl Request {
    /// Returns the first header of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Returns the `User-Agent` header.
    pub fn user_agent(&self) -> Option<&str> {
        self.header("user-agent")
    }

    /// Returns the path without the query, such as `/posts`.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.target)
    }
}

/// The first requests that a server received, in the order of their arrival, and the number of later ones.
///
/// ```
/// use api_server::{ApiServer, Config};
///
/// let server = ApiServer::start(Config::new().max_requests_kept(100))?;
/// // ... the client ...
/// for request in server.requests().kept {
///     println!("{request}");
/// }
/// # Ok::<(), api_server::StartError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requests {
    /// The first requests, at most [`Config::max_requests_kept`](crate::Config::max_requests_kept).
    pub kept: Vec<Request>,
    /// The number of later requests, which are not kept.
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
