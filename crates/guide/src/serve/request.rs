//! Decides which requests may be answered.

use hyper::http::request::Parts;
use hyper::{Method, StatusCode, header};

/// A reason to refuse a request.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum RequestError {
    #[error("cannot read the path of this request")]
    Path,
    #[error("the guide is read-only: use GET or HEAD")]
    Method,
    #[error("the guide only answers under 127.0.0.1 and localhost")]
    Host,
}

impl RequestError {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            RequestError::Path => StatusCode::BAD_REQUEST,
            RequestError::Method => StatusCode::METHOD_NOT_ALLOWED,
            RequestError::Host => StatusCode::FORBIDDEN,
        }
    }
}

/// Returns the decoded path of a request, without its query. It begins with `/`.
///
/// A request for any other host name than this server's is refused: a page of another site may have pointed a name of
/// its own at the loopback address (DNS rebinding).
pub(super) fn checked_path(request: &Parts, port: u16) -> Result<String, RequestError> {
    let mut hosts = request.headers.get_all(header::HOST).iter();
    let names = ["127.0.0.1", "localhost"].map(|name| format!("{name}:{port}"));
    match (hosts.next(), hosts.next()) {
        (Some(host), None) if names.iter().any(|name| host == name) => {}
        _ => return Err(RequestError::Host),
    }
    if !matches!(request.method, Method::GET | Method::HEAD) {
        return Err(RequestError::Method);
    }
    // A target such as `http://other.example/` names a host of its own. Browsers send it to proxies only.
    if request.uri.authority().is_some() {
        return Err(RequestError::Path);
    }
    percent_decoded(request.uri.path()).filter(|path| path.starts_with('/')).ok_or(RequestError::Path)
}

/// Decodes `%20` and the like. Returns `None` for an incomplete escape, or if the result is not UTF-8.
fn percent_decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use hyper::Request;

    use super::*;

    fn path(method: &str, target: &str, hosts: &[&str]) -> Result<String, RequestError> {
        let request = Request::builder().method(method).uri(target);
        let request = hosts.iter().fold(request, |request, host| request.header("host", *host));
        checked_path(&request.body(()).unwrap().into_parts().0, 4747)
    }

    #[test]
    fn a_path_is_decoded_and_a_query_is_left_out() {
        assert_eq!(path("GET", "/a%20b.html?x=1", &["localhost:4747"]).unwrap(), "/a b.html");
        assert_eq!(path("HEAD", "/", &["127.0.0.1:4747"]).unwrap(), "/");
    }

    #[test]
    fn a_request_for_another_host_is_refused() {
        for host in ["guide.example:4747", "127.0.0.1", "127.0.0.1:80", "localhost:4747.guide.example", ""] {
            assert_eq!(path("GET", "/", &[host]), Err(RequestError::Host), "{host}");
        }
        assert_eq!(path("GET", "/", &[]), Err(RequestError::Host));
        assert_eq!(path("GET", "/", &["localhost:4747", "guide.example"]), Err(RequestError::Host));
    }

    #[test]
    fn only_reading_requests_with_a_path_are_answered() {
        for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
            assert_eq!(path(method, "/", &["localhost:4747"]), Err(RequestError::Method), "{method}");
        }
        for target in ["/%", "/%f", "/%zz", "/%ff", "x", "*", "http://localhost:4747/", "http://guide.example/"] {
            assert_eq!(path("GET", target, &["localhost:4747"]), Err(RequestError::Path), "{target}");
        }
    }
}
