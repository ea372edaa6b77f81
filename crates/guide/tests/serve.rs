//! The guide's web server, over real connections.

mod small_course;

use std::fs;
use std::time::Duration;

use guide::serve::{ServeError, Server};
use guide::site::Paths;
use small_course::small_course;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// The longest wait for something that must happen. No test depends on a shorter time.
const MAX_WAIT: Duration = Duration::from_secs(120);

/// A small course that is being served.
struct Guide {
    _folder: TempDir,
    paths: Paths,
    /// The address, such as `127.0.0.1:4747`.
    host: String,
    shutdown: oneshot::Sender<()>,
    running: JoinHandle<Result<(), ServeError>>,
}

impl Guide {
    fn serve() -> Guide {
        let (folder, paths) = small_course();
        let server = Server::start(&paths, 0).expect("it starts");
        let host = server.url().trim_start_matches("http://").trim_end_matches('/').to_owned();
        let (shutdown, stopped) = oneshot::channel();
        let running = tokio::spawn(server.run(async { drop(stopped.await) }));
        Guide { _folder: folder, paths, host, shutdown, running }
    }

    /// Sends a request and returns the whole response.
    async fn response(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.host).await.expect("the guide accepts connections");
        stream.write_all(request.as_bytes()).await.expect("the request is sent");
        let mut response = Vec::new();
        timeout(MAX_WAIT, stream.read_to_end(&mut response)).await.expect("it ends").expect("the response is read");
        String::from_utf8(response).expect("it is text")
    }

    async fn get(&self, path: &str) -> String {
        self.response(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.host)).await
    }

    /// Opens a stream of events.
    async fn events(&self) -> Events {
        let mut stream = TcpStream::connect(&self.host).await.expect("the guide accepts connections");
        let request = format!("GET /__guide/events HTTP/1.1\r\nHost: {}\r\n\r\n", self.host);
        stream.write_all(request.as_bytes()).await.expect("the request is sent");
        Events(BufReader::new(stream))
    }

    async fn shut_down(self) {
        self.shutdown.send(()).expect("it still runs");
        timeout(MAX_WAIT, self.running).await.expect("it ends").expect("without a panic").expect("without an error");
    }
}

struct Events(BufReader<TcpStream>);

impl Events {
    /// Returns the next line with this beginning, or `None` at the end of the stream.
    async fn next(&mut self, beginning: &str) -> Option<String> {
        loop {
            let mut line = String::new();
            let read = timeout(MAX_WAIT, self.0.read_line(&mut line)).await.expect("a line comes in time");
            if read.expect("it can be read") == 0 {
                return None;
            }
            if line.starts_with(beginning) {
                return Some(line.trim_end().to_owned());
            }
        }
    }
}

fn status(response: &str) -> &str {
    response.split(' ').nth(1).unwrap_or(response)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_for_another_host_or_with_another_method_is_refused() {
    let guide = Guide::serve();
    let (host, port) = (&guide.host, guide.host.split(':').nth(1).expect("a port"));
    for (request, expected) in [
        (format!("GET / HTTP/1.1\r\nHost: {host}\r\n"), "200"),
        (format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\n"), "200"),
        (format!("GET / HTTP/1.1\r\nHost: guide.example:{port}\r\n"), "403"),
        ("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n".to_owned(), "403"),
        (format!("GET / HTTP/1.1\r\nHost: {host}\r\nHost: guide.example\r\n"), "403"),
        ("GET /__guide/done HTTP/1.1\r\n".to_owned(), "403"),
        ("GET /__guide/done HTTP/1.0\r\n".to_owned(), "403"),
        (format!("GET http://{host}/ HTTP/1.1\r\nHost: {host}\r\n"), "400"),
        (format!("GET http://guide.example/ HTTP/1.1\r\nHost: {host}\r\n"), "400"),
        (format!("POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n"), "405"),
        ("GET / HTTP/1.1\r\nHost\r\n".to_owned(), "400"),
    ] {
        let response = guide.response(&format!("{request}Connection: close\r\n\r\n")).await;
        assert_eq!(status(&response), expected, "{request}{response}");
    }
    let endless = format!("GET /{} HTTP/1.1\r\nHost: {host}\r\n\r\n", "x".repeat(100_000));
    assert!(["414", "431"].contains(&status(&guide.response(&endless).await)));
    guide.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_files_of_the_site_are_served() {
    let guide = Guide::serve();
    for path in ["/../../book/book.toml", "/%2e%2e/%2e%2e/book/book.toml", "/..%2f..%2fbook/book.toml", "//etc/passwd"]
    {
        let response = guide.get(path).await;
        assert_eq!(status(&response), "404", "{path}: {response}");
        assert!(!response.contains("[output.html]") && !response.contains("root:"), "{path}: {response}");
    }
    assert_eq!(status(&guide.get("/__guide/learner/..%2f..%2fbook/book.toml").await), "204");
    let page = guide.get("/all.html?highlight=a").await;
    assert_eq!(status(&page), "200");
    let (head, body) = page.split_once("\r\n\r\n").expect("a head and a body");
    for header in
        ["content-type: text/html; charset=utf-8", "cache-control: no-cache", "x-content-type-options: nosniff"]
    {
        assert!(head.contains(header), "{header} is missing: {head}");
    }
    assert!(body.contains("<script src=\"/__guide/served.js\" data-edition="), "{body}");
    let head_request = format!("HEAD /all.html HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", guide.host);
    let head_only = guide.response(&head_request).await;
    assert!(head_only.contains(&format!("content-length: {}\r\n", body.len())), "{head_only}");
    assert!(head_only.ends_with("\r\n\r\n"), "{head_only}");
    guide.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn open_pages_follow_every_change_until_the_server_ends() {
    let guide = Guide::serve();
    let mut events = guide.events().await;
    let first = events.next("data: ").await.expect("the edition comes at once");
    let edition = first.trim_start_matches("data: ");
    assert!(guide.get("/all.html").await.contains(&format!("data-edition=\"{edition}\"")));

    let source = guide.paths.book().join("src/all.md");
    let text = fs::read_to_string(&source).expect("it exists");
    fs::write(&source, format!("{text}\n{{{{#trace none}}}}\n")).expect("it can be written");
    fs::write(&source, format!("{text}\nJust written.\n")).expect("it can be written");
    assert_eq!(events.next("event: ").await.as_deref(), Some("event: pages"));
    assert_ne!(events.next("data: ").await.expect("an edition"), first);
    assert!(guide.get("/all.html").await.contains("Just written."));

    fs::create_dir_all(guide.paths.root.join(".streamlings")).expect("it can be created");
    fs::write(guide.paths.root.join(".streamlings/progress"), "0-async-generator/seeded\n").expect("it can be written");
    assert_eq!(events.next("event: ").await.as_deref(), Some("event: learner"));
    assert!(guide.get("/__guide/done").await.ends_with(r#"["0-async-generator/seeded"]"#));

    guide.shut_down().await;
    assert_eq!(events.next("event: ").await, None);
}
