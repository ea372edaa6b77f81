//! Fetching the pages of a source, against real servers on this machine.
//!
//! No test measures real time. A server holds its responses until nothing moves any more, and its counts say what was sent.
//! Delays are tested on tokio's paused clock, which only the test advances.

mod bounds;
mod caching;
mod get;
mod pages;
mod rate;
mod redis;
mod retries;
#[path = "../server/mod.rs"]
mod server;

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::num::{NonZeroU32, NonZeroUsize};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use api_server::{ApiServer, Behavior, Config, Counts, Fault, LimitStatus, RateLimit, RetryAfter, Route};
use futures::future::{BoxFuture, Either, join, join_all, select};
use futures::{Stream, StreamExt as _};
use parking_lot::Mutex;
use pollscope::testing::live;
use reqwest::StatusCode;
use reqwest::header::{ACCEPT, AUTHORIZATION, ETAG, HeaderMap, HeaderValue};
use streamlings_pipeline::http::{
    Attempt, AttemptError, Cache, CacheError, CancellationToken, Entry, FetchError, Fetcher, FetcherSettings,
    GiveUpReason, MemoryCache, Observer, Outcome, Page, PageError, Policy, Rate, RedisCache, RetryBudget, Url,
};

const SECOND: Duration = Duration::from_secs(1);
const MILLISECOND: Duration = Duration::from_millis(1);

/// A timeout that no test reaches.
const LONG: Duration = Duration::from_secs(60);

/// A timeout that a test must reach. The response never arrives, so the length does not matter.
const SHORT: Duration = Duration::from_millis(50);

/// A policy whose delays are negligible.
const AT_ONCE: Policy = Policy { base: Duration::from_nanos(1), cap: Duration::from_nanos(1), retries: 3 };

fn settings() -> FetcherSettings {
    FetcherSettings { timeout: LONG, connect_timeout: LONG, retry: AT_ONCE, ..FetcherSettings::default() }
}

/// An observer that keeps one line for each attempt: `test 2 failed status /posts/3`.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn lines(&self) -> Vec<String> {
        self.0.lock().clone()
    }
}

impl Observer for Log {
    fn attempt(&self, attempt: &Attempt<'_>) {
        let outcome = match attempt.outcome {
            Outcome::Fetched(status) => format!("fetched {} ({} bytes)", status.as_u16(), attempt.bytes),
            Outcome::Revalidated => "revalidated".to_owned(),
            Outcome::FromCache => "cached".to_owned(),
            Outcome::Failed(error) => format!("failed {}", error.kind()),
            Outcome::Dropped => "dropped".to_owned(),
        };
        let line = format!("{} {} {outcome} {}", attempt.source, attempt.number, attempt.url.path());
        self.0.lock().push(line);
    }
}

fn fetcher(settings: FetcherSettings) -> Fetcher {
    Fetcher::new("test", settings, None, Arc::new(())).expect("a client can be made")
}

fn cached(settings: FetcherSettings, cache: &Arc<dyn Cache>) -> (Fetcher, Log) {
    let log = Log::default();
    let fetcher = Fetcher::new("test", settings, Some(Arc::clone(cache)), Arc::new(log.clone()));
    (fetcher.expect("a client can be made"), log)
}

fn memory() -> Arc<dyn Cache> {
    Arc::new(MemoryCache::default())
}

fn start(config: Config) -> ApiServer {
    ApiServer::start(config.seed(6).posts(100)).expect("a server can listen on this machine")
}

fn failing(fault: Fault) -> Behavior {
    Behavior::new().rate(1.0, fault)
}

/// Returns a barrier that holds all requests until the test releases them.
fn held() -> Behavior {
    Behavior::new().barrier(usize::MAX)
}

fn url(server: &ApiServer, path: &str) -> Url {
    server.url_of(path).parse().expect("a URL")
}

fn post(server: &ApiServer, number: usize) -> Url {
    url(server, &format!("/posts/{number}"))
}

/// Describes a result in a few words: the reason of the error, and its attempts.
fn outline(result: &Result<Page, FetchError>) -> String {
    let attempt = |error: &AttemptError| match error {
        AttemptError::Status { status, .. } => status.as_u16().to_string(),
        other => other.kind().to_owned(),
    };
    match result {
        Ok(page) => format!("{} of {} bytes", page.status.as_u16(), page.body.len()),
        Err(error) => {
            let attempts: Vec<String> = error.attempts.iter().map(attempt).collect();
            format!("{:?}: {}", error.reason, attempts.join(", "))
        }
    }
}

/// Pauses tokio's clock without auto-advance: sockets go on, and no sleep ends until the test advances the clock.
struct StoppedClock {
    /// tokio advances a paused clock when it is idle, but not while a blocking task runs.
    _busy: mpsc::Sender<()>,
}

impl StoppedClock {
    fn stop() -> StoppedClock {
        tokio::time::pause();
        let (busy, idle) = mpsc::channel::<()>();
        tokio::task::spawn_blocking(move || idle.recv());
        StoppedClock { _busy: busy }
    }
}

/// Polls `work` until nothing moves any more, and returns the number of requests so far.
async fn requests_by_then<F: Future>(server: &ApiServer, work: &mut Pin<&mut F>) -> u64 {
    let _ = select(work.as_mut(), pin!(server.settled())).await;
    server.counts().started
}

/// Polls `work` until the counts are as expected. Panics if `work` completes before that.
async fn until<F: Future>(server: &ApiServer, work: &mut Pin<&mut F>, holds: impl FnMut(&Counts) -> bool) -> Counts {
    match select(work.as_mut(), pin!(server.reaches(holds))).await {
        Either::Left(_) => panic!("it has ended too early: {}", server.counts()),
        Either::Right((Ok(counts), _)) => counts,
        Either::Right((Err(counts), _)) => panic!("the counts never become as expected: {counts}"),
    }
}

/// A server that sends these responses in order, the last one repeatedly, and keeps the requests.
struct RawServer {
    url: Url,
    requests: Arc<Mutex<Vec<String>>>,
}

impl RawServer {
    fn start(answers: &[&str]) -> RawServer {
        let socket = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}/page", socket.local_addr().expect("it has one")).parse().expect("a URL");
        let answers: Vec<String> = answers.iter().map(|&answer| answer.to_owned()).collect();
        let requests = Arc::<Mutex<Vec<String>>>::default();
        let raw = RawServer { url, requests: Arc::clone(&requests) };
        thread::spawn(move || {
            for (answered, client) in socket.incoming().enumerate() {
                let Ok(mut client) = client else { return };
                let request = head(&mut client);
                requests.lock().push(request);
                let Some(answer) = answers.get(answered).or(answers.last()) else { return };
                // An error means that the client has gone.
                let _ = client.write_all(answer.as_bytes());
            }
        });
        raw
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().clone()
    }
}

fn head(client: &mut TcpStream) -> String {
    let (mut request, mut byte) = (Vec::new(), [0]);
    while !request.ends_with(b"\r\n\r\n") && client.read(&mut byte).is_ok_and(|read| read == 1) {
        request.push(byte[0]);
    }
    String::from_utf8_lossy(&request).to_lowercase()
}

/// Returns a response with status 200 and these headers.
fn ok(headers: &str, body: &str) -> String {
    response("200 OK", headers, body)
}

fn response(status: &str, headers: &str, body: &str) -> String {
    let separator = if headers.is_empty() { "" } else { "\r\n" };
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}{separator}\r\n{body}")
}
