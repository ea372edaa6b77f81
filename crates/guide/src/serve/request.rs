//! What a browser asks for.

use std::io::{self, BufRead, BufReader, Read};

/// More than any browser says before it waits for the answer.
const LONGEST: u64 = 32 * 1024;

/// A request that may be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request {
    /// Begins with `/`; without a query, decoded.
    pub(super) path: String,
    /// Whether only the head of the answer is asked for.
    pub(super) is_head: bool,
}

/// Why a request is not answered.
#[derive(Debug, thiserror::Error)]
pub(super) enum RequestError {
    #[error("the connection ended: {0}")]
    Gone(#[from] io::Error),
    #[error("this is no request that the guide understands")]
    Form,
    #[error("the guide can only be read, with GET")]
    Method,
    #[error("the guide answers under 127.0.0.1 and localhost only")]
    Host,
}

impl RequestError {
    pub(super) fn status(&self) -> &'static str {
        match self {
            RequestError::Gone(_) | RequestError::Form => "400 Bad Request",
            RequestError::Method => "405 Method Not Allowed",
            RequestError::Host => "403 Forbidden",
        }
    }
}

impl Request {
    /// Reads a request, and refuses one that was sent under a name that is not this server's: a page of another site
    /// may have had its own name lead here.
    pub(super) fn read(stream: impl Read, port: u16) -> Result<Request, RequestError> {
        let mut lines = BufReader::new(stream.take(LONGEST)).lines();
        let first = lines.next().ok_or(RequestError::Form)??;
        let mut words = first.split(' ');
        let (method, target) = (words.next().unwrap_or_default(), words.next().ok_or(RequestError::Form)?);
        let mut host = None;
        let mut is_whole = false;
        for line in lines {
            let line = line?;
            if line.is_empty() {
                is_whole = true;
                break;
            }
            let (name, value) = line.split_once(':').ok_or(RequestError::Form)?;
            if name.eq_ignore_ascii_case("host") {
                host = Some(value.trim().to_owned());
            }
        }
        if !is_whole {
            return Err(RequestError::Form);
        }
        let names = ["127.0.0.1", "localhost"].map(|name| format!("{name}:{port}"));
        if !host.is_some_and(|host| names.contains(&host)) {
            return Err(RequestError::Host);
        }
        let is_head = match method {
            "GET" => false,
            "HEAD" => true,
            _ => return Err(RequestError::Method),
        };
        let path = target.split(['?', '#']).next().and_then(decoded).filter(|path| path.starts_with('/'));
        Ok(Request { path: path.ok_or(RequestError::Form)?, is_head })
    }
}

/// The text with its `%20` and the like as what they stand for; `None` if it is no text then.
fn decoded(path: &str) -> Option<String> {
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
    use super::*;

    fn read(text: &str) -> Result<Request, String> {
        Request::read(text.as_bytes(), 4747).map_err(|error| error.status().to_owned())
    }

    #[test]
    fn a_path_is_decoded_and_a_query_is_left_out() {
        let request = read("GET /a%20b.html?x=1 HTTP/1.1\r\nhost: localhost:4747\r\nAccept: */*\r\n\r\n").unwrap();
        assert_eq!(request, Request { path: "/a b.html".into(), is_head: false });
    }

    #[test]
    fn what_is_meant_for_another_name_is_refused() {
        for host in ["guide.example:4747", "127.0.0.1", "127.0.0.1:80", "localhost:4747.guide.example"] {
            assert_eq!(read(&format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n")), Err("403 Forbidden".into()), "{host}");
        }
        assert_eq!(read("GET / HTTP/1.1\r\n\r\n"), Err("403 Forbidden".into()));
    }

    #[test]
    fn what_is_not_a_reading_request_is_refused() {
        assert_eq!(read("POST / HTTP/1.1\r\nHost: localhost:4747\r\n\r\n"), Err("405 Method Not Allowed".into()));
        for text in ["", "GET", "GET / HTTP/1.1\r\nHost: localhost:4747\r\n", "GET / HTTP/1.1\r\nHost\r\n\r\n"] {
            assert_eq!(read(text), Err("400 Bad Request".into()), "{text}");
        }
        for path in ["/%", "/%f", "/%zz", "/%ff", "x"] {
            let text = format!("GET {path} HTTP/1.1\r\nHost: localhost:4747\r\n\r\n");
            assert_eq!(read(&text), Err("400 Bad Request".into()), "{path}");
        }
    }
}
