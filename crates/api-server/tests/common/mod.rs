//! A client of a few lines: it shows what is on the wire, and hides nothing as a real client would.

// Each file of tests uses a part of it.
#![allow(dead_code, unreachable_pub, missing_docs)]

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

use api_server::ApiServer;
use serde_json::Value;

/// A test that waits for so long has failed. It bounds the waiting; no test depends on how short it is.
pub const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> &str {
        str::from_utf8(&self.body).expect("UTF-8")
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The target that a `Link` header gives for a relation, without the server's address.
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
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        Self { stream: BufReader::new(stream) }
    }

    /// Sends a request head, and waits for nothing.
    pub fn ask(&mut self, method: &str, target: &str, headers: &[(&str, &str)]) {
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

    pub fn head(&mut self) -> io::Result<Answer> {
        let status = self.line()?.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(": ") else { break };
            headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        Ok(Answer { status, headers, body: Vec::new() })
    }

    /// A chunk of a chunked body; an empty one at its end.
    pub fn chunk(&mut self) -> io::Result<Vec<u8>> {
        let size = usize::from_str_radix(&self.line()?, 16).expect("a size");
        let mut chunk = vec![0; size];
        self.stream.read_exact(&mut chunk)?;
        self.line()?;
        Ok(chunk)
    }

    /// The answer to a request other than HEAD.
    pub fn answer(&mut self) -> io::Result<Answer> {
        let mut answer = self.head()?;
        if answer.header("transfer-encoding") == Some("chunked") {
            loop {
                let chunk = self.chunk()?;
                if chunk.is_empty() {
                    break;
                }
                answer.body.extend(chunk);
            }
        } else if let Some(length) = answer.header("content-length") {
            answer.body = vec![0; length.parse().expect("a length")];
            self.stream.read_exact(&mut answer.body)?;
        }
        Ok(answer)
    }
}

pub const AGENT: (&str, &str) = ("user-agent", "test");

/// Asks over a connection of its own.
pub fn try_get(server: &ApiServer, target: &str) -> io::Result<Answer> {
    let mut client = Client::connect(server);
    client.ask("GET", target, &[AGENT]);
    client.answer()
}

pub fn get(server: &ApiServer, target: &str) -> Answer {
    try_get(server, target).expect("an answer")
}

pub fn get_with(server: &ApiServer, target: &str, headers: &[(&str, &str)]) -> Answer {
    let mut client = Client::connect(server);
    client.ask("GET", target, headers);
    client.answer().expect("an answer")
}
