//! What a browser gets.

use std::fs;
use std::io::{self, Write};
use std::net::TcpStream;
use std::path::{Component, Path, PathBuf};

use super::request::RequestError;

/// A whole answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Response {
    status: &'static str,
    kind: &'static str,
    body: Vec<u8>,
}

impl Response {
    pub(super) fn script(text: &str) -> Response {
        Response { status: "200 OK", kind: "text/javascript; charset=utf-8", body: text.as_bytes().to_vec() }
    }

    pub(super) fn json(text: String) -> Response {
        Response { status: "200 OK", kind: "application/json", body: text.into_bytes() }
    }

    /// There is none of what was asked for, and that is as it should be.
    pub(super) fn nothing() -> Response {
        Response { status: "204 No Content", kind: "text/plain", body: Vec::new() }
    }

    pub(super) fn refusal(error: &RequestError) -> Response {
        Response { status: error.status(), kind: "text/plain; charset=utf-8", body: format!("{error}\n").into_bytes() }
    }

    /// A file of the site. Pages get `script` at their end; where there is no file, the site's own page says so.
    pub(super) fn file(site: &Path, path: &str, script: &str) -> Response {
        let file = inside(site, path);
        let found = file.and_then(|file| Some((kind(&file), fs::read(&file).ok()?)));
        let (status, kind, body) = match found {
            Some((kind, body)) => ("200 OK", kind, body),
            None => ("404 Not Found", kind(Path::new("404.html")), fs::read(site.join("404.html")).unwrap_or_default()),
        };
        if !kind.starts_with("text/html") {
            return Response { status, kind, body };
        }
        let page = String::from_utf8_lossy(&body).replacen("</body>", &format!("{script}</body>"), 1);
        Response { status, kind, body: page.into_bytes() }
    }

    pub(super) fn send(&self, mut stream: &TcpStream, only_head: bool) -> io::Result<()> {
        write!(
            stream,
            "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-cache\r\n\
             X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
            self.status,
            self.kind,
            self.body.len()
        )?;
        if !only_head {
            stream.write_all(&self.body)?;
        }
        stream.flush()
    }
}

/// The file in the folder that a path names; a folder's is its `index.html`. `None` for what leads out of it.
fn inside(folder: &Path, path: &str) -> Option<PathBuf> {
    let relative = Path::new(path.strip_prefix('/')?);
    if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let file = folder.join(relative);
    Some(if file.is_dir() { file.join("index.html") } else { file })
}

fn kind(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "text/plain; charset=utf-8",
    }
}

/// Begins a stream of server-sent events.
pub(super) fn begin_events(mut stream: &TcpStream) -> io::Result<()> {
    stream.write_all(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n: here\n\n",
    )?;
    stream.flush()
}

/// Sends an event, or only that the stream goes on.
pub(super) fn event(mut stream: &TcpStream, name: Option<&str>) -> io::Result<()> {
    match name {
        Some(name) => write!(stream, "event: {name}\ndata: \n\n")?,
        None => stream.write_all(b": here\n\n")?,
    }
    stream.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_of_the_site_is_served() {
        let site = tempfile::tempdir().unwrap();
        fs::write(site.path().join("index.html"), "<body>first</body>").unwrap();
        fs::write(site.path().join("404.html"), "<body>none</body>").unwrap();
        let get = |path| {
            let response = Response::file(site.path(), path, "<script></script>");
            (response.status, String::from_utf8(response.body).unwrap())
        };
        assert_eq!(get("/"), ("200 OK", "<body>first<script></script></body>".to_owned()));
        for path in ["/../Cargo.toml", "//etc/passwd", "/./../x", "/none.html", "/a/../../x"] {
            assert_eq!(get(path), ("404 Not Found", "<body>none<script></script></body>".to_owned()), "{path}");
        }
    }
}
