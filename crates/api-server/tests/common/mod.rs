//! A minimal client. It shows the bytes on the wire, which a real client would hide.

// Each test file uses a part of it.
#![allow(dead_code, unreachable_pub, missing_docs)]

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

use api_server::ApiServer;
use serde_json::Value;

/// The longest time that a test waits before it fails. No test depends on how short it is.
pub const MAX_WAIT: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Response {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> &str {
        str::from_utf8(&self.body).expect("UTF-8")
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// Returns the target of a relation in the `Link` header, without the server's address.
    pub fn link(&self, server: &ApiServer, rel: &str) -> Option<String> {
        let wanted = format!("; rel=\"{rel}\"");
        let link = self.header("link")?.split(", ").find(|link| link.ends_with(&wanted))?;
        let url = link.trim_start_matches('<').split('>').next().expect("a URL");
        Some(url.strip_prefix(server.url()).expect("a URL of this server").to_owned())
    }
}

pub struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    pub fn connect(server: &ApiServer) -> Self {
        let stream = TcpStream::connect(server.address()).expect("the server listens");
        stream.set_read_timeout(Some(MAX_WAIT)).expect("a timeout");
        Self { stream: BufReader::new(stream) }
    }

    /// Sends the head of a request, and does not wait for the response.
    pub fn send(&mut self, method: &str, target: &str, headers: &[(&str, &str)]) {
        let headers: Vec<_> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!("{method} {target} HTTP/1.1\r\nhost: localhost\r\n{}\r\n", headers.concat());
        self.stream.get_mut().write_all(head.as_bytes()).expect("the server reads");
    }

    pub fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }

    pub fn head(&mut self) -> io::Result<Response> {
        let status = self.line()?.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(": ") else { break };
            headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        Ok(Response { status, headers, body: Vec::new() })
    }

    /// Reads a chunk of a chunked body. At the end of the body it is empty.
    pub fn chunk(&mut self) -> io::Result<Vec<u8>> {
        let size = usize::from_str_radix(&self.line()?, 16).expect("a size");
        let mut chunk = vec![0; size];
        self.stream.read_exact(&mut chunk)?;
        self.line()?;
        Ok(chunk)
    }

    /// Reads the response to a request other than HEAD.
    pub fn response(&mut self) -> io::Result<Response> {
        let mut response = self.head()?;
        if response.header("transfer-encoding") == Some("chunked") {
            loop {
                let chunk = self.chunk()?;
                if chunk.is_empty() {
                    break;
                }
                response.body.extend(chunk);
            }
        } else if let Some(length) = response.header("content-length") {
            response.body = vec![0; length.parse().expect("a length")];
            self.stream.read_exact(&mut response.body)?;
        }
        Ok(response)
    }
}

pub const AGENT: (&str, &str) = ("user-agent", "test");

/// Sends a request over a connection of its own, and reads the response.
pub fn try_get(server: &ApiServer, target: &str) -> io::Result<Response> {
    let mut client = Client::connect(server);
    client.send("GET", target, &[AGENT]);
    client.response()
}

pub fn get(server: &ApiServer, target: &str) -> Response {
    try_get(server, target).expect("a response")
}

pub fn get_with(server: &ApiServer, target: &str, headers: &[(&str, &str)]) -> Response {
    let mut client = Client::connect(server);
    client.send("GET", target, headers);
    client.response().expect("a response")
}
