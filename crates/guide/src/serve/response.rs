//! Builds the responses.

use std::convert::Infallible;
use std::fs;
use std::path::{Component, Path, PathBuf};

use futures::Stream;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, StreamBody};
use hyper::body::{Bytes, Frame};
use hyper::header::{self, HeaderValue};
use hyper::{Response, StatusCode};

use super::request::RequestError;

/// The body of a response: a whole file, or a stream of events.
pub(super) type Body = UnsyncBoxBody<Bytes, Infallible>;

const HTML: &str = "text/html; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

pub(super) fn script(text: &'static str) -> Response<Body> {
    whole(StatusCode::OK, "text/javascript; charset=utf-8", text)
}

pub(super) fn json(text: String) -> Response<Body> {
    whole(StatusCode::OK, "application/json", text)
}

/// Returns the response for a file of the learner's that does not exist yet, which is not an error.
pub(super) fn no_content() -> Response<Body> {
    whole(StatusCode::NO_CONTENT, TEXT, "")
}

pub(super) fn refusal(error: &RequestError) -> Response<Body> {
    whole(error.status(), TEXT, format!("{error}\n"))
}

pub(super) fn internal_error() -> Response<Body> {
    whole(StatusCode::INTERNAL_SERVER_ERROR, TEXT, "the guide cannot answer this request\n")
}

/// Reads a file of the site. `script` is added to the end of a page. Where there is no such file, the site's own 404 page
/// is returned.
pub(super) fn file(site: &Path, path: &str, script: &str) -> Response<Body> {
    let found = file_in(site, path).and_then(|file| Some((content_type(&file), fs::read(&file).ok()?)));
    let (status, content_type, body) = match found {
        Some((content_type, body)) => (StatusCode::OK, content_type, body),
        None => (StatusCode::NOT_FOUND, HTML, fs::read(site.join("404.html")).unwrap_or_default()),
    };
    if content_type != HTML {
        return whole(status, content_type, body);
    }
    let page = String::from_utf8_lossy(&body).replacen("</body>", &format!("{script}</body>"), 1);
    whole(status, content_type, page)
}

/// Starts a stream of server-sent events. Each item is one event.
pub(super) fn events(events: impl Stream<Item = String> + Send + 'static) -> Response<Body> {
    use futures::StreamExt as _;
    let frames = events.map(|event| Ok(Frame::data(Bytes::from(event))));
    let mut response = Response::new(StreamBody::new(frames).boxed_unsync());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn whole(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Response<Body> {
    let mut response = Response::new(Full::new(body.into()).boxed_unsync());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// Returns the file in the folder that a path names; for a folder, its `index.html`. Returns `None` for a path that leads
/// out of the folder (path traversal).
fn file_in(folder: &Path, path: &str) -> Option<PathBuf> {
    let relative = Path::new(path.strip_prefix('/')?);
    if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let file = folder.join(relative);
    Some(if file.is_dir() { file.join("index.html") } else { file })
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => HTML,
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => TEXT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nothing_outside_of_the_site_is_served() {
        let site = tempfile::tempdir().unwrap();
        fs::write(site.path().join("index.html"), "<body>first</body>").unwrap();
        fs::write(site.path().join("404.html"), "<body>none</body>").unwrap();
        let get = async |path| {
            let response = file(site.path(), path, "<script></script>");
            let status = response.status().as_u16();
            (status, String::from_utf8(response.collect().await.unwrap().to_bytes().to_vec()).unwrap())
        };
        assert_eq!(get("/").await, (200, "<body>first<script></script></body>".to_owned()));
        for path in ["/../Cargo.toml", "//etc/passwd", "/./../x", "/none.html", "/a/../../x", "x", "/\0"] {
            assert_eq!(get(path).await, (404, "<body>none<script></script></body>".to_owned()), "{path}");
        }
    }
}
