//! Fetching the pages of a source, against real servers on this machine.
//!
//! No test asks how long something took on the real clock: a server holds its answers until nothing moves any more, counts
//! tell what was sent, and where a wait is asked for, tokio's clock stands still until the test moves it.

mod server;

use std::future;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::num::{NonZeroU32, NonZeroUsize};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use api_server::{ApiServer, Behavior, Config, Counts, Fault, LimitStatus, RateLimit, RetryAfter, Route};
use futures::future::{BoxFuture, Either, join, join_all, select};
use futures::{Stream, StreamExt as _};
use pollscope::testing::live;
use reqwest::StatusCode;
use reqwest::header::{ACCEPT, AUTHORIZATION, ETAG, HeaderMap, HeaderValue};
use streamlings_pipeline::http::{
    Attempt, AttemptError, Cache, CacheError, Entry, FetchError, Fetcher, GivenUp, MemoryCache, Observer, Outcome,
    Page, PageError, Policy, Rate, RedisCache, RetryBudget, Settings, Url,
};

const SECOND: Duration = Duration::from_secs(1);
const MILLISECOND: Duration = Duration::from_millis(1);

/// Longer than any test takes.
const LONG: Duration = Duration::from_secs(60);

/// For those that must meet a timeout. However short it is, an answer that never comes is later.
const SHORT: Duration = Duration::from_millis(50);

/// No delay to speak of.
const AT_ONCE: Policy = Policy { base: Duration::from_nanos(1), cap: Duration::from_nanos(1), retries: 3 };

fn settings() -> Settings {
    Settings { timeout: LONG, connect_timeout: LONG, retry: AT_ONCE, ..Settings::default() }
}

/// What the observer was told, a line an attempt: `2 failed status /posts/3`.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
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
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }
}

fn fetcher(settings: Settings) -> Fetcher {
    Fetcher::new("test", settings, None, Arc::new(())).expect("a client can be made")
}

fn cached(settings: Settings, cache: &Arc<dyn Cache>) -> (Fetcher, Log) {
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

/// Requests wait until the test lets them go.
fn held() -> Behavior {
    Behavior::new().barrier(usize::MAX)
}

fn url(server: &ApiServer, path: &str) -> Url {
    server.url_of(path).parse().expect("an address")
}

fn post(server: &ApiServer, number: usize) -> Url {
    url(server, &format!("/posts/{number}"))
}

/// An error in a few words: its attempts, and why there was no other.
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

/// tokio's clock, which stands still unless it is moved: sockets go on, and no sleep ends by itself.
struct StoppedClock {
    /// tokio moves a paused clock when it has nothing to do. While a blocking task runs, it does not.
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

/// Runs `work` until nothing moves any more, and tells how many requests there were by then.
async fn requests_by_then<F: Future>(server: &ApiServer, work: &mut Pin<&mut F>) -> u64 {
    let _ = select(work.as_mut(), pin!(server.settled())).await;
    server.counts().started
}

/// Runs `work` until the counts are as wanted; it must not end before that.
async fn until<F: Future>(server: &ApiServer, work: &mut Pin<&mut F>, holds: impl FnMut(&Counts) -> bool) -> Counts {
    match select(work.as_mut(), pin!(server.reaches(holds))).await {
        Either::Left(_) => panic!("it ended too early: {}", server.counts()),
        Either::Right((Ok(counts), _)) => counts,
        Either::Right((Err(counts), _)) => panic!("it does not come so far: {counts}"),
    }
}

/// Answers its requests with these texts, one after another, the last one again and again; tells what it was asked.
struct Raw {
    url: Url,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Raw {
    fn answering(answers: &[&str]) -> Raw {
        let socket = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}/page", socket.local_addr().expect("it has one")).parse().expect("an address");
        let answers: Vec<String> = answers.iter().map(|&answer| answer.to_owned()).collect();
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let raw = Raw { url, asked: Arc::clone(&asked) };
        thread::spawn(move || {
            for (answered, client) in socket.incoming().enumerate() {
                let Ok(mut client) = client else { return };
                let request = head(&mut client);
                asked.lock().unwrap_or_else(PoisonError::into_inner).push(request);
                let Some(answer) = answers.get(answered).or(answers.last()) else { return };
                // A client that has left by now does not want it.
                let _ = client.write_all(answer.as_bytes());
            }
        });
        raw
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn head(client: &mut TcpStream) -> String {
    let (mut request, mut byte) = (Vec::new(), [0]);
    while !request.ends_with(b"\r\n\r\n") && client.read(&mut byte).is_ok_and(|read| read == 1) {
        request.push(byte[0]);
    }
    String::from_utf8_lossy(&request).to_lowercase()
}

/// An answer of 200 with these headers.
fn ok(headers: &str, body: &str) -> String {
    answer("200 OK", headers, body)
}

fn answer(status: &str, headers: &str, body: &str) -> String {
    let separator = if headers.is_empty() { "" } else { "\r\n" };
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}{separator}\r\n{body}")
}

mod get {
    use super::*;

    #[test]
    fn a_page_has_all_that_was_answered() {
        live(async |_| {
            let server = start(Config::new());
            let page = fetcher(settings()).get(&url(&server, "/posts?_page=1&_limit=5")).await.expect("a page");
            assert_eq!(page.status, StatusCode::OK);
            assert_eq!(page.total_count(), Some(100));
            assert_eq!(page.link("next"), Some(url(&server, "/posts?_page=2&_limit=5")));
            assert!(page.headers.contains_key(ETAG) && !page.from_cache);
            let posts: Vec<serde_json::Value> = serde_json::from_slice(&page.body).expect("JSON");
            assert_eq!(posts.len(), 5);
        });
    }

    #[test]
    fn each_request_has_the_user_agent_and_the_headers() {
        live(async |_| {
            let server = start(Config::new());
            let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/json"))]);
            let fetcher = fetcher(Settings { headers, user_agent: "me/1.0".to_owned(), ..settings() });
            for number in [1, 2] {
                fetcher.get(&post(&server, number)).await.expect("a page");
            }
            for request in server.requests().kept {
                assert_eq!(request.user_agent(), Some("me/1.0"));
                assert_eq!(request.header("accept"), Some("application/json"));
            }
            assert_eq!(server.connections().accepted, 1, "the connection is used again");
        });
    }

    #[test]
    fn a_user_agent_that_cannot_be_sent_is_an_error_at_once() {
        let settings = Settings { user_agent: "two\nlines".to_owned(), ..settings() };
        let error = Fetcher::new("github", settings, None, Arc::new(())).expect_err("it cannot be sent");
        assert!(error.to_string().starts_with("no client can be made for the source github: "), "{error}");
    }

    #[test]
    fn every_attempt_is_told() {
        live(async |_| {
            let script = [Fault::Status(503), Fault::ConnectionReset, Fault::HalfBody];
            let server = start(Config::new().path("/posts/3", Behavior::new().script(script)));
            let log = Log::default();
            let fetcher = Fetcher::new("posts", settings(), None, Arc::new(log.clone())).expect("a client");
            let page = fetcher.get(&post(&server, 3)).await.expect("a page");
            assert_eq!(fetcher.source(), "posts");
            let bytes = page.body.len();
            let expected = [
                "posts 1 failed status /posts/3".to_owned(),
                "posts 2 failed connection /posts/3".to_owned(),
                "posts 3 failed body /posts/3".to_owned(),
                format!("posts 4 fetched 200 ({bytes} bytes) /posts/3"),
            ];
            assert_eq!(log.lines(), expected);
        });
    }

    #[test]
    fn equal_requests_at_the_same_time_are_one() {
        live(async |_| {
            let server = start(Config::new().route(Route::Posts, held()));
            let fetcher = fetcher(settings());
            let (three, four) = (post(&server, 3), post(&server, 4));
            let urls = [&three, &four, &three, &three];
            let mut work = pin!(join_all(urls.map(|url| fetcher.get(url))));
            let counts = until(&server, &mut work, |counts| counts.in_flight >= 2).await;
            assert_eq!(counts.started, 2, "one request for each page");
            server.release_waiting();
            let pages = work.await;
            assert_eq!(pages[0].as_ref().expect("a page").body, pages[3].as_ref().expect("a page").body);
            assert_ne!(pages[0].as_ref().expect("a page").body, pages[1].as_ref().expect("a page").body);
            // What has ended is no request at the same time any more.
            server.open_barriers();
            fetcher.get(&three).await.expect("a page");
            assert_eq!(server.counts().started, 3);
        });
    }

    #[test]
    fn a_shared_request_ends_when_all_have_left() {
        live(async |_| {
            let server = start(Config::new().route(Route::Posts, held()));
            let (fetcher, url) = (fetcher(settings()), post(&server, 3));
            let (mut one, other) = (Box::pin(fetcher.get(&url)), Box::pin(fetcher.get(&url)));
            {
                let mut both = pin!(join(one.as_mut(), other));
                until(&server, &mut both, |counts| counts.in_flight == 1).await;
            }
            let mut left = one.as_mut();
            assert_eq!(until(&server, &mut left, |counts| counts.in_flight == 1).await.given_up, 0);
            drop(one);
            let counts = server.reaches(|counts| counts.given_up == 1).await.expect("the request is given up");
            assert_eq!((counts.started, counts.in_flight), (1, 0));
        });
    }

    #[test]
    fn dropped_it_gives_up_the_request_and_tells() {
        live(async |_| {
            let server = start(Config::new().route(Route::Posts, held()));
            let log = Log::default();
            let fetcher = Fetcher::new("posts", settings(), None, Arc::new(log.clone())).expect("a client");
            let url = post(&server, 3);
            let mut fetching = Box::pin(fetcher.get(&url));
            until(&server, &mut fetching.as_mut(), |counts| counts.in_flight == 1).await;
            drop(fetching);
            server.reaches(|counts| counts.given_up == 1).await.expect("the request is given up");
            assert_eq!(log.lines(), ["posts 1 dropped /posts/3"]);
        });
    }
}

mod bounds {
    use super::*;

    #[test]
    fn an_endless_body_is_an_error_and_not_all_memory() {
        live(async |_| {
            let server = start(Config::new().route(Route::Posts, failing(Fault::EndlessBody)));
            let fetcher = fetcher(Settings { most_bytes: 1_000_000, ..settings() });
            let error = fetcher.get(&post(&server, 3)).await.expect_err("it never ends");
            assert!(matches!(error.attempts[..], [AttemptError::TooLarge { most: 1_000_000 }]), "{error}");
            let counts = server.reaches(|counts| counts.given_up == 1).await.expect("the rest is not read");
            assert_eq!(counts.started, 1, "it would be as large the next time");
        });
    }

    #[test]
    fn a_body_may_have_exactly_the_most_bytes() {
        live(async |_| {
            let raw = Raw::answering(&[&ok("", "12345"), "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n12345"]);
            for most_bytes in [5, 4] {
                let fetcher = fetcher(Settings { most_bytes, ..settings() });
                assert_eq!(fetcher.get(&raw.url).await.is_ok(), most_bytes == 5);
            }
        });
    }

    #[test]
    fn a_body_that_is_announced_too_large_is_not_read() {
        live(async |_| {
            let raw = Raw::answering(&["HTTP/1.1 200 OK\r\nContent-Length: 9999999999999\r\n\r\n"]);
            let error = fetcher(settings()).get(&raw.url).await.expect_err("it is too large");
            assert!(matches!(error.attempts[..], [AttemptError::TooLarge { .. }]), "{error}");
        });
    }

    #[test]
    fn each_attempt_has_its_own_time_up_to_the_last_byte() {
        live(async |_| {
            for fault in [Fault::NoAnswer, Fault::EndlessBody] {
                let server = start(Config::new().path("/posts/3", failing(fault)));
                let settings = Settings { timeout: SHORT, most_bytes: usize::MAX, ..settings() };
                let result = fetcher(settings).get(&post(&server, 3)).await;
                assert_eq!(outline(&result), "Retries: timeout, timeout, timeout, timeout", "{fault}");
                let attempts = result.expect_err("it failed").attempts;
                assert!(matches!(attempts[0], AttemptError::Timeout { after: SHORT }), "{attempts:?}");
                assert_eq!(server.settled().await.started, 4);
            }
        });
    }

    /// A server that is so full that it takes no connection, on Linux.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_connection_has_a_time_of_its_own() {
        live(async |_| {
            let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
            socket.bind(([127, 0, 0, 1], 0).into()).expect("a free port");
            let full = socket.listen(1).expect("it listens");
            let address = full.local_addr().expect("it has one");
            let mut waiting = pin!(join_all((0..8).map(|_| tokio::net::TcpStream::connect(address))));
            assert!(futures::poll!(waiting.as_mut()).is_pending(), "most of them wait");
            let retry = Policy { retries: 0, ..AT_ONCE };
            let fetcher = fetcher(Settings { connect_timeout: SHORT, retry, ..settings() });
            let error = fetcher.get(&format!("http://{address}/").parse().expect("an address")).await;
            let error = error.expect_err("nobody accepts it");
            assert!(matches!(error.attempts[..], [AttemptError::Timeout { after: SHORT }]), "{error}");
            assert!(futures::poll!(waiting).is_pending());
        });
    }

    #[test]
    fn the_usual_bounds_are_ten_seconds_and_five_for_the_connection() {
        let Settings { timeout, connect_timeout, .. } = Settings::default();
        assert_eq!((timeout, connect_timeout), (10 * SECOND, 5 * SECOND));
    }
}

mod retries {
    use super::*;

    #[test]
    fn what_may_pass_is_tried_again() {
        live(async |_| {
            let faults = [
                Fault::Status(429),
                Fault::Status(502),
                Fault::Status(503),
                Fault::Status(504),
                Fault::ConnectionReset,
                Fault::HalfBody,
                Fault::NoAnswer,
            ];
            for fault in faults {
                let server = start(Config::new().path("/posts/3", Behavior::new().script([fault])));
                let timeout = if fault == Fault::NoAnswer { 2 * SECOND } else { LONG };
                let result = fetcher(Settings { timeout, ..settings() }).get(&post(&server, 3)).await;
                assert!(result.is_ok(), "{fault}: {}", outline(&result));
                assert_eq!(server.settled().await.started, 2, "{fault}");
            }
        });
    }

    #[test]
    fn where_nobody_listens_there_is_no_connection() {
        live(async |_| {
            let nobody = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a free port");
            let result = fetcher(settings()).get(&format!("http://{nobody}/").parse().expect("an address")).await;
            assert_eq!(outline(&result), "Retries: connection, connection, connection, connection");
        });
    }

    #[test]
    fn what_will_not_pass_is_asked_once() {
        live(async |_| {
            for status in [400, 401, 403, 404, 410, 500, 501] {
                let server = start(Config::new().path("/posts/3", failing(Fault::Status(status))));
                let result = fetcher(settings()).get(&post(&server, 3)).await;
                assert_eq!(outline(&result), format!("Final: {status}"));
                assert_eq!(server.settled().await.started, 1, "{status}");
            }
            let result = fetcher(settings()).get(&"ftp://localhost/".parse().expect("an address")).await;
            assert_eq!(outline(&result), "Final: request");
        });
    }

    #[test]
    fn what_is_wrong_with_a_whole_body_is_not_known_here() {
        live(async |_| {
            for fault in [Fault::MalformedJson, Fault::WrongContentType, Fault::MissingField] {
                let server = start(Config::new().path("/posts/3", failing(fault)));
                assert!(fetcher(settings()).get(&post(&server, 3)).await.is_ok(), "{fault}");
            }
        });
    }

    #[test]
    fn the_error_tells_every_attempt() {
        live(async |_| {
            let script = [503, 429, 502, 504, 503].map(Fault::Status);
            let server = start(Config::new().path("/posts/3", Behavior::new().script(script)));
            let url = post(&server, 3);
            let error = fetcher(settings()).get(&url).await.expect_err("it has failed");
            assert_eq!(
                error.to_string(),
                format!(
                    "{url} could not be fetched: no retry is left for this request: 1. the server answered 503 Service \
                     Unavailable; 2. the server answered 429 Too Many Requests; 3. the server answered 502 Bad Gateway; \
                     4. the server answered 504 Gateway Timeout"
                )
            );
            assert_eq!(server.settled().await.started, 4);
        });
    }

    #[test]
    fn all_requests_of_a_source_share_a_budget() {
        live(async |_| {
            let server = start(Config::new().route(Route::Posts, failing(Fault::Status(503))));
            let budget = RetryBudget { requests_per_retry: NonZeroU32::MIN.saturating_add(4), reserve: 7 };
            let fetcher = fetcher(Settings { budget, ..settings() });
            // A clone is the same source.
            let results = join_all((1..=10).map(|number| {
                let (fetcher, url) = (fetcher.clone(), post(&server, number));
                async move { fetcher.get(&url).await }
            }));
            let results = results.await;
            // The reserve, and what ten requests add: one that came before the first retry found the bucket full.
            let requests = server.settled().await.started;
            assert!((17..=19).contains(&requests), "{requests} requests");
            let out_of_budget =
                results.iter().filter(|result| matches!(result, Err(error) if error.reason == GivenUp::Budget)).count();
            assert!(out_of_budget >= 7, "{out_of_budget} of 10 were given up for the budget");
        });
    }

    #[test]
    fn a_broken_server_gets_hardly_more_requests_than_a_whole_one() {
        live(async |_| {
            let server = start(Config::new().route(Route::Posts, failing(Fault::Status(503))));
            let fetcher = fetcher(settings());
            for number in 1..=100 {
                assert!(fetcher.get(&post(&server, number)).await.is_err());
            }
            let retries = server.settled().await.started - 100;
            assert!((29..=30).contains(&retries), "a fifth and ten: {retries}");
        });
    }

    #[test]
    fn waits_as_the_policy_says_on_tokios_clock() {
        live(async |_| {
            let retry = Policy { base: SECOND, cap: 2 * SECOND, retries: 3 };
            let server = start(Config::new().path("/posts/3", failing(Fault::Status(503))));
            let (fetcher, url) = (fetcher(Settings { retry, ..settings() }), post(&server, 3));
            let _clock = StoppedClock::stop();
            let mut work = pin!(fetcher.get(&url));
            for (sent, bound) in [(1, SECOND), (2, 2 * SECOND), (3, 2 * SECOND)] {
                until(&server, &mut work, |counts| counts.answered == sent).await;
                // The wait is drawn: it is hardly ever shorter than a millionth of its bound.
                assert_eq!(requests_by_then(&server, &mut work).await, sent, "it waits before retry {sent}");
                tokio::time::advance(bound + MILLISECOND).await;
            }
            let result = work.await;
            assert_eq!(outline(&result), "Retries: 503, 503, 503, 503");
        });
    }

    #[test]
    fn does_not_come_back_before_retry_after_nor_much_later() {
        live(async |_| {
            for status_fault in [RetryAfter::Seconds(20), RetryAfter::Date(20)] {
                let fault = Fault::TooManyRequests { retry_after: status_fault };
                let server = start(Config::new().path("/posts/3", Behavior::new().script([fault])));
                let (fetcher, url, other) = (fetcher(settings()), post(&server, 3), post(&server, 4));
                let _clock = StoppedClock::stop();
                let mut work = pin!(fetcher.get(&url));
                until(&server, &mut work, |counts| counts.answered == 1).await;
                assert_eq!(requests_by_then(&server, &mut work).await, 1);
                // A date may be up to a second later than what is asked for; some real time has passed since then.
                tokio::time::advance(15 * SECOND).await;
                let mut both = pin!(join(work, fetcher.get(&other)));
                let requests = requests_by_then(&server, &mut both).await;
                assert_eq!(requests, 1, "neither this request nor another one of the source comes too early");
                tokio::time::advance(6 * SECOND).await;
                let (one, other) = both.await;
                assert!(one.is_ok() && other.is_ok());
                tokio::time::resume();
            }
        });
    }

    #[test]
    fn too_long_a_wait_is_none() {
        live(async |_| {
            let fault = Fault::TooManyRequests { retry_after: RetryAfter::Seconds(61) };
            let server = start(Config::new().path("/posts/3", failing(fault)));
            let fetcher = fetcher(Settings { retry: Policy { base: LONG, cap: LONG, retries: 3 }, ..settings() });
            let _clock = StoppedClock::stop();
            let url = post(&server, 3);
            let error = fetcher.get(&url).await.expect_err("it is too long");
            assert_eq!(error.reason, GivenUp::AskedToWait { asked: 61 * SECOND, longest: 60 * SECOND });
            assert_eq!(
                error.to_string(),
                format!(
                    "{url} could not be fetched: the server wants no request for another 61 s, and 60 s is the longest wait; \
                     come back later, or allow more: 1. the server answered 429 Too Many Requests"
                )
            );
            // It wants no other request either, and gets none.
            let error = fetcher.get(&post(&server, 4)).await.expect_err("the door is closed");
            assert!(error.attempts.is_empty(), "{error}");
            assert_eq!(server.settled().await.started, 1);
            // A second later, a minute is left, and that is waited for.
            tokio::time::advance(SECOND).await;
            let other = post(&server, 4);
            let mut work = pin!(fetcher.get(&other));
            assert_eq!(requests_by_then(&server, &mut work).await, 1);
            tokio::time::advance(60 * SECOND + MILLISECOND).await;
            assert!(work.await.is_ok());
        });
    }

    #[test]
    fn where_no_request_is_left_the_next_one_waits_until_there_is() {
        live(async |_| {
            for status in [LimitStatus::Forbidden, LimitStatus::TooManyRequests] {
                let limit = RateLimit::new(2, SECOND).status(status);
                let server = start(Config::new().rate_limit(limit));
                let fetcher = fetcher(settings());
                for page in 1..=3 {
                    let url = url(&server, &format!("/search/repositories?q=a&page={page}"));
                    fetcher.get(&url).await.expect("a page");
                }
                // The second answer says that none is left, and until when: the third request came after that.
                assert_eq!(server.settled().await.started, 3, "no request was refused");
            }
        });
    }

    #[test]
    fn a_403_that_tells_when_it_ends_is_tried_again() {
        live(async |_| {
            for header in ["Retry-After: 0", "X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 1000000000"] {
                let raw = Raw::answering(&[&answer("403 Forbidden", header, ""), &ok("", "well")]);
                assert_eq!(fetcher(settings()).get(&raw.url).await.expect("a page").body, "well");
            }
        });
    }
}

mod rate {
    use super::*;

    #[test]
    fn no_more_requests_are_sent_than_the_rate_allows() {
        live(async |_| {
            let server = start(Config::new());
            let rate = Rate { requests: NonZeroU32::MIN.saturating_add(2), per: 10 * SECOND };
            let fetcher = fetcher(Settings { rate: Some(rate), ..settings() });
            let urls: Vec<Url> = (1..=8).map(|number| post(&server, number)).collect();
            let _clock = StoppedClock::stop();
            let mut work = pin!(join_all(urls.iter().map(|url| fetcher.get(url))));
            for sent in [3, 6] {
                assert_eq!(requests_by_then(&server, &mut work).await, sent);
                tokio::time::advance(Duration::from_millis(9_999)).await;
                assert_eq!(requests_by_then(&server, &mut work).await, sent, "a moment too early");
                tokio::time::advance(2 * MILLISECOND).await;
            }
            assert!(work.await.iter().all(Result::is_ok));
        });
    }

    #[test]
    fn retries_count_as_well() {
        live(async |_| {
            let server = start(Config::new().path("/posts/3", Behavior::new().script([Fault::Status(503)])));
            let rate = Rate { requests: NonZeroU32::MIN, per: 10 * SECOND };
            let (fetcher, url) = (fetcher(Settings { rate: Some(rate), ..settings() }), post(&server, 3));
            let _clock = StoppedClock::stop();
            let mut work = pin!(fetcher.get(&url));
            assert_eq!(requests_by_then(&server, &mut work).await, 1);
            tokio::time::advance(MILLISECOND).await;
            assert_eq!(requests_by_then(&server, &mut work).await, 1, "its delay is over, but not the rate's span");
            tokio::time::advance(10 * SECOND).await;
            assert!(work.await.is_ok());
        });
    }
}

mod caching {
    use super::*;

    const FRESH: &str = "Cache-Control: max-age=60";

    async fn twice(settings: Settings, cache: &Arc<dyn Cache>, raw: &Raw) -> (Vec<Page>, Log) {
        let (fetcher, log) = cached(settings, cache);
        let mut pages = Vec::new();
        for _ in 0..2 {
            pages.push(fetcher.get(&raw.url).await.expect("a page"));
        }
        (pages, log)
    }

    /// Whether the second of two requests is answered by the cache, after this answer.
    async fn is_kept(headers: &str) -> bool {
        let raw = Raw::answering(&[&ok(headers, "kept")]);
        let (pages, _) = twice(settings(), &memory(), &raw).await;
        let from_cache = raw.asked().len() == 1;
        assert_eq!(pages[1].from_cache, from_cache);
        assert!(pages.iter().all(|page| page.body == "kept"));
        from_cache
    }

    #[test]
    fn what_is_fresh_is_not_asked_for() {
        live(async |_| {
            let server = start(Config::new());
            let (fetcher, log) = cached(settings(), &memory());
            let url = url(&server, "/posts?_page=1&_limit=5");
            let first = fetcher.get(&url).await.expect("a page");
            let second = fetcher.get(&url).await.expect("a page");
            assert_eq!(server.counts().started, 1);
            assert_eq!((&first.body, first.link("next")), (&second.body, second.link("next")));
            assert_eq!(first.total_count(), second.total_count());
            assert!(!first.from_cache && second.from_cache);
            let bytes = first.body.len();
            assert_eq!(
                log.lines(),
                [format!("test 1 fetched 200 ({bytes} bytes) /posts"), "test 0 cached /posts".into()]
            );
        });
    }

    #[test]
    fn what_is_stale_is_revalidated_and_304_gives_the_body_that_was_kept() {
        live(async |_| {
            let server = start(Config::new());
            let (fetcher, log) = cached(settings(), &memory());
            // GitHub says `no-cache`: it may be kept, and must be asked for.
            let url = url(&server, "/search/repositories?q=a&per_page=5");
            let mut bodies = Vec::new();
            for _ in 0..3 {
                bodies.push(fetcher.get(&url).await.expect("a page").body);
            }
            assert!(bodies[0].len() > 1000 && bodies[0] == bodies[1] && bodies[0] == bodies[2]);
            let asked = server.requests().kept;
            let conditions: Vec<bool> = asked.iter().map(|request| request.header("if-none-match").is_some()).collect();
            assert_eq!(conditions, [false, true, true]);
            let path = "/search/repositories";
            assert_eq!(log.lines()[1..], [format!("test 1 revalidated {path}"), format!("test 1 revalidated {path}")]);
        });
    }

    #[test]
    fn a_304_renews_what_was_kept() {
        live(async |_| {
            let stale = ok("Cache-Control: max-age=60\r\nAge: 60\r\nETag: \"a\"\r\nX-Total-Count: 7", "kept");
            let renewed = answer("304 Not Modified", "Cache-Control: max-age=60\r\nETag: \"a\"", "");
            let raw = Raw::answering(&[&stale, &renewed.replace("Content-Length: 0\r\n", "")]);
            let (fetcher, _) = cached(settings(), &memory());
            for _ in 0..4 {
                let page = fetcher.get(&raw.url).await.expect("a page");
                assert_eq!((&page.body[..], page.total_count()), (&b"kept"[..], Some(7)));
            }
            let asked = raw.asked();
            assert_eq!(asked.len(), 2, "{asked:?}");
            assert!(asked[1].contains("if-none-match: \"a\""), "{}", asked[1]);
        });
    }

    #[test]
    fn a_304_for_something_else_is_asked_again_without_a_condition() {
        live(async |_| {
            let stale = ok("Cache-Control: no-cache\r\nETag: \"a\"", "old");
            let other = answer("304 Not Modified", "ETag: \"b\"", "").replace("Content-Length: 0\r\n", "");
            let raw = Raw::answering(&[&stale, &other, &ok("ETag: \"b\"", "new")]);
            let (pages, log) = twice(settings(), &memory(), &raw).await;
            assert_eq!(pages[1].body, "new");
            assert_eq!(log.lines()[1..], ["test 1 failed status /page", "test 2 fetched 200 (3 bytes) /page"]);
            assert!(!raw.asked()[2].contains("if-none-match"));
        });
    }

    #[test]
    fn freshness_is_what_the_headers_say() {
        live(async |_| {
            for (headers, kept) in [
                (FRESH, true),
                ("Cache-Control: public, max-age=60\r\nAge: 59", true),
                ("Cache-Control: max-age=60\r\nAge: 60", false),
                ("Cache-Control: max-age=60\r\nAge: 18446744073709551615", true),
                ("Cache-Control: max-age=18446744073709551615", true),
                ("Cache-Control: private, max-age=60", true),
                ("Cache-Control: no-store, max-age=60", false),
                ("Cache-Control: no-cache", false),
                ("Cache-Control: max-age=0", false),
                ("Expires: Fri, 01 Jan 2100 00:00:00 GMT", true),
                ("Expires: Fri, 31 Dec 1999 23:59:59 GMT", false),
                ("Expires: 0", false),
                ("Last-Modified: Fri, 31 Dec 1999 23:59:59 GMT", false),
                ("Cache-Control: max-age=60\r\nVary: *", false),
                ("", false),
            ] {
                assert_eq!(is_kept(headers).await, kept, "{headers}");
            }
        });
    }

    #[test]
    fn no_store_leaves_nothing_behind() {
        live(async |_| {
            let cache = Arc::new(MemoryCache::default());
            let raw = Raw::answering(&[&ok("Cache-Control: no-store\r\nETag: \"a\"", "secret")]);
            let shared: Arc<dyn Cache> = cache.clone();
            twice(settings(), &shared, &raw).await;
            assert_eq!(cache.bytes(), 0);
            assert!(!raw.asked()[1].contains("if-none-match"));
        });
    }

    #[test]
    fn errors_are_not_kept() {
        live(async |_| {
            let raw = Raw::answering(&[&answer("404 Not Found", FRESH, "none"), &ok(FRESH, "now")]);
            let (fetcher, _) = cached(settings(), &memory());
            assert!(fetcher.get(&raw.url).await.is_err());
            assert_eq!(fetcher.get(&raw.url).await.expect("a page").body, "now");
        });
    }

    #[test]
    fn where_a_redirect_leads_is_asked_each_time() {
        live(async |_| {
            let redirect = answer("302 Found", "Location: /other", "");
            let raw = Raw::answering(&[&redirect, &ok(FRESH, "one"), &redirect, &ok(FRESH, "two")]);
            let (pages, _) = twice(settings(), &memory(), &raw).await;
            assert_eq!(pages[0].url.path(), "/other");
            assert_eq!((&pages[0].body[..], &pages[1].body[..]), (&b"one"[..], &b"two"[..]));
        });
    }

    #[test]
    fn who_asks_otherwise_gets_another_answer() {
        live(async |_| {
            let cache = memory();
            let answers = [ok(&format!("{FRESH}\r\nVary: Accept"), "json"), ok(FRESH, "text"), ok(FRESH, "mine")];
            let raw = Raw::answering(&answers.each_ref().map(String::as_str));
            let with = |name, value| Settings {
                headers: HeaderMap::from_iter([(name, HeaderValue::from_static(value))]),
                ..settings()
            };
            let asking = [with(ACCEPT, "application/json"), with(ACCEPT, "text/plain"), with(AUTHORIZATION, "me")];
            // Twice: the second time each has its own.
            for settings in asking.iter().chain(&asking) {
                cached(settings.clone(), &cache).0.get(&raw.url).await.expect("a page");
            }
            assert_eq!(raw.asked().len(), 3);
            let (fetcher, _) = cached(with(ACCEPT, "text/plain"), &cache);
            assert_eq!(fetcher.get(&raw.url).await.expect("a page").body, "text");
        });
    }

    #[test]
    fn what_is_private_never_gets_into_a_shared_cache() {
        live(async |_| {
            let mut sensitive = HeaderValue::from_static("key");
            sensitive.set_sensitive(true);
            let asking = [
                (None, "Cache-Control: private, max-age=60"),
                (Some((AUTHORIZATION, HeaderValue::from_static("me"))), "Cache-Control: public, max-age=60"),
                (Some((reqwest::header::COOKIE, HeaderValue::from_static("me=1"))), FRESH),
                (Some((reqwest::header::HeaderName::from_static("x-api-key"), sensitive)), FRESH),
            ];
            for (header, answered) in asking {
                let cache = Arc::new(Shared::default());
                let raw = Raw::answering(&[&ok(answered, "mine")]);
                let settings = Settings { headers: header.into_iter().collect(), ..settings() };
                let shared: Arc<dyn Cache> = cache.clone();
                twice(settings, &shared, &raw).await;
                assert_eq!(raw.asked().len(), 2, "{answered}");
                assert_eq!(cache.puts.load(Ordering::Relaxed), 0, "{answered}");
            }
            let cache = Arc::new(Shared::default());
            let shared: Arc<dyn Cache> = cache.clone();
            twice(settings(), &shared, &Raw::answering(&[&ok(FRESH, "for all")])).await;
            assert_eq!(cache.puts.load(Ordering::Relaxed), 1);
        });
    }

    #[test]
    fn the_memory_is_bounded() {
        live(async |_| {
            let server = start(Config::new());
            let cache = Arc::new(MemoryCache::new(50_000));
            let shared: Arc<dyn Cache> = cache.clone();
            let (fetcher, _) = cached(settings(), &shared);
            for page in 1..=20 {
                let url = url(&server, &format!("/posts?_page={page}&_limit=5"));
                fetcher.get(&url).await.expect("a page");
                assert!(cache.bytes() <= 50_000, "{} bytes", cache.bytes());
            }
            assert!(cache.bytes() > 10_000, "{} bytes", cache.bytes());
            // Larger than all of it: it is given, and not kept.
            let all = fetcher.get(&url(&server, "/posts?_limit=100")).await.expect("a page");
            assert!(all.body.len() > 10_000);
            // No room at all is as good as no cache.
            let (fetcher, _) = cached(settings(), &(Arc::new(MemoryCache::new(0)) as Arc<dyn Cache>));
            fetcher.get(&post(&server, 1)).await.expect("a page");
        });
    }

    #[test]
    fn a_cache_that_fails_costs_no_page() {
        live(async |_| {
            let nobody = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a free port");
            let redis = RedisCache::new(&format!("redis://{nobody}/")).expect("an address");
            let gone: [Arc<dyn Cache>; 3] = [Arc::new(redis), Arc::new(Broken::Failing), Arc::new(Broken::Silent)];
            for cache in gone {
                let server = start(Config::new());
                let (fetcher, log) = cached(settings(), &cache);
                for number in [3, 3, 4] {
                    fetcher.get(&post(&server, number)).await.expect("a page");
                }
                assert_eq!(server.counts().started, 3, "{cache:?}");
                assert_eq!(log.lines().len(), 3);
            }
        });
    }

    #[test]
    fn an_address_that_is_none_is_an_error_at_once() {
        let error = RedisCache::new("http://localhost").expect_err("it is not Redis");
        assert!(error.to_string().starts_with("\"http://localhost\" is no address of a Redis server: "), "{error}");
    }

    #[test]
    fn what_is_no_entry_is_told_and_does_not_panic() {
        for bytes in [&b""[..], b"\x01\0\0", b"\xff\xff\xff\xff", b"\x02\0\0\0{}body", b"\x09\0\0\0{}"] {
            let error = Entry::from_bytes(bytes::Bytes::from_static(bytes)).expect_err("it is none");
            assert!(error.to_string().starts_with("what is kept cannot be read: "), "{error}");
        }
    }

    /// A cache that others read.
    #[derive(Debug, Default)]
    struct Shared {
        memory: MemoryCache,
        puts: AtomicUsize,
    }

    impl Cache for Shared {
        fn is_shared(&self) -> bool {
            true
        }

        fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Entry>, CacheError>> {
            self.memory.get(key)
        }

        fn put<'a>(&'a self, key: &'a str, entry: Entry, keep: Duration) -> BoxFuture<'a, Result<(), CacheError>> {
            self.puts.fetch_add(1, Ordering::Relaxed);
            self.memory.put(key, entry, keep)
        }
    }

    #[derive(Debug)]
    enum Broken {
        Failing,
        Silent,
    }

    impl Broken {
        async fn answer<T>(&self) -> Result<T, CacheError> {
            match self {
                Broken::Failing => Err(CacheError::Slow(SECOND)),
                Broken::Silent => std::future::pending().await,
            }
        }
    }

    impl Cache for Broken {
        fn is_shared(&self) -> bool {
            false
        }

        fn get<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Option<Entry>, CacheError>> {
            Box::pin(self.answer())
        }

        fn put<'a>(&'a self, _: &'a str, _: Entry, _: Duration) -> BoxFuture<'a, Result<(), CacheError>> {
            Box::pin(self.answer())
        }
    }
}

/// Against a real Redis, where there is one: `eval "$(.ci/redis.sh)"` starts it and sets `REDIS_URL`.
mod redis {
    use super::*;

    fn cache() -> Option<Arc<dyn Cache>> {
        let address = server::address("REDIS_URL", ".ci/redis.sh")?;
        Some(Arc::new(RedisCache::new(&address).expect("an address of Redis")))
    }

    #[test]
    fn what_one_process_has_kept_another_one_finds() {
        live(async |_| {
            let Some(cache) = cache() else { return };
            let server = start(Config::new());
            // The server's port is part of the key: what earlier runs have kept is not found.
            let url = url(&server, "/posts?_page=1&_limit=50");
            let first = cached(settings(), &cache).0.get(&url).await.expect("a page");
            let (other, log) = cached(settings(), &self::cache().expect("it was there"));
            let second = other.get(&url).await.expect("a page");
            assert_eq!(first.body, second.body);
            assert_eq!(first.link("next"), second.link("next"));
            assert_eq!(log.lines(), ["test 0 cached /posts"]);
            assert_eq!(server.counts().started, 1);
        });
    }

    #[test]
    fn what_is_stale_is_revalidated() {
        live(async |_| {
            let Some(cache) = cache() else { return };
            let server = start(Config::new());
            let url = url(&server, "/search/repositories?q=redis&per_page=5");
            let first = cached(settings(), &cache).0.get(&url).await.expect("a page");
            let (other, log) = cached(settings(), &cache);
            let second = other.get(&url).await.expect("a page");
            assert_eq!(first.body, second.body);
            assert_eq!(log.lines(), ["test 1 revalidated /search/repositories"]);
        });
    }

    #[test]
    fn credentials_never_get_there() {
        live(async |_| {
            let Some(cache) = cache() else { return };
            let server = start(Config::new());
            let mine = HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_static("Bearer me"))]);
            for _ in 0..2 {
                let (fetcher, _) = cached(Settings { headers: mine.clone(), ..settings() }, &cache);
                fetcher.get(&post(&server, 3)).await.expect("a page");
            }
            assert_eq!(server.counts().started, 2);
        });
    }
}

mod pages {
    use super::*;

    fn next(page: &Page) -> Option<Url> {
        page.link("next")
    }

    /// 20 pages of 5 posts, or as many as there are posts for.
    fn first(server: &ApiServer) -> Url {
        url(server, "/posts?_page=1&_limit=5")
    }

    fn ids(page: &Result<Page, PageError>) -> Vec<u64> {
        let posts: Vec<serde_json::Value> = serde_json::from_slice(&page.as_ref().expect("a page").body).expect("JSON");
        posts.iter().filter_map(|post| post["id"].as_u64()).collect()
    }

    async fn all_ids(pages: impl Stream<Item = Result<Page, PageError>>) -> Vec<u64> {
        pages.map(|page| ids(&page)).collect::<Vec<_>>().await.concat()
    }

    #[test]
    fn all_pages_come_in_order() {
        live(async |_| {
            let server = start(Config::new());
            for prefetch in [0, 1, 3, 1000, usize::MAX] {
                let pages = fetcher(settings()).pages(first(&server), next, prefetch, future::pending());
                assert_eq!(all_ids(pages).await, (1..=100).collect::<Vec<_>>(), "prefetch {prefetch}");
            }
        });
    }

    #[test]
    fn nothing_is_fetched_before_the_first_poll() {
        live(async |_| {
            let server = start(Config::new());
            let fetcher = fetcher(settings());
            let following = fetcher.pages(first(&server), next, 3, future::pending());
            let pulls = Arc::new(AtomicUsize::new(0));
            let urls = counted(&server, &pulls);
            let known = fetcher.pages_at(urls, NonZeroUsize::MIN.saturating_add(3), future::pending());
            assert_eq!(server.settled().await.started, 0);
            assert_eq!(pulls.load(Ordering::Relaxed), 0);
            drop((following, known));
        });
    }

    #[test]
    fn so_many_pages_are_fetched_ahead_and_no_more() {
        live(async |_| {
            for prefetch in [0, 1, 3] {
                let server = start(Config::new());
                let mut pages = pin!(fetcher(settings()).pages(first(&server), next, prefetch, future::pending()));
                for read in 1..=4 {
                    pages.next().await.expect("a page").expect("it is well");
                    let ahead = server.reaches(|counts| counts.started == read + prefetch as u64).await;
                    assert!(ahead.is_ok(), "prefetch {prefetch}, {read} read: {}", server.counts());
                }
                assert_eq!(server.counts().most_in_flight, 1, "each page tells where the next one is");
            }
        });
    }

    #[test]
    fn a_page_is_fetched_while_the_one_before_is_used() {
        live(async |_| {
            let server = start(Config::new());
            let mut pages = pin!(fetcher(settings()).pages(first(&server), next, 1, future::pending()));
            pages.next().await.expect("a page").expect("it is well");
            // Nobody polls the stream now, and the answer is read all the same.
            server.reaches(|counts| counts.answered == 2).await.expect("the second page is fetched");
            drop(server);
            let second = pages.next().await.expect("a page");
            assert_eq!(ids(&second), [6, 7, 8, 9, 10]);
        });
    }

    #[test]
    fn dropped_it_gives_up_the_request_and_sends_no_other() {
        live(async |_| {
            let server = start(Config::new());
            let mut pages = Box::pin(fetcher(settings()).pages(first(&server), next, 2, future::pending()));
            pages.next().await.expect("a page").expect("it is well");
            server.reaches(|counts| counts.answered == 3).await.expect("two are ahead");
            server.set(Route::Posts, held());
            pages.next().await.expect("a page").expect("it is well");
            server.reaches(|counts| counts.in_flight == 1).await.expect("the next one is under way");
            drop(pages);
            let counts = server.reaches(|counts| counts.given_up == 1).await.expect("it is given up");
            assert_eq!((counts.started, counts.in_flight), (4, 0));
        });
    }

    #[test]
    fn the_first_error_ends_it_and_names_the_page() {
        live(async |_| {
            let script = [None, None, Some(Fault::Status(404))];
            let server = start(Config::new().route(Route::Posts, Behavior::new().script(script)));
            let pages: Vec<_> = fetcher(settings()).pages(first(&server), next, 5, future::pending()).collect().await;
            assert_eq!(pages.len(), 3);
            let error = pages[2].as_ref().expect_err("the third has failed");
            assert_eq!(error.number, 3);
            assert!(error.to_string().starts_with("page 3: http://"), "{error}");
            assert_eq!(server.settled().await.started, 3);
        });
    }

    #[test]
    fn a_panic_of_the_reader_of_pages_does_not_just_end_them() {
        live(async |_| {
            let server = start(Config::new());
            let pages = fetcher(settings()).pages(first(&server), |_| panic!("no such page"), 1, future::pending());
            let read = tokio::spawn(pages.collect::<Vec<_>>()).await;
            assert!(read.is_err_and(|error| error.is_panic()));
        });
    }

    /// The addresses of all pages, and of more: it is counted how many are pulled.
    fn counted(server: &ApiServer, pulls: &Arc<AtomicUsize>) -> impl Iterator<Item = Url> + Send + use<> {
        let (address, pulls) = (first(server).to_string(), Arc::clone(pulls));
        (1..).map(move |page| {
            pulls.fetch_add(1, Ordering::Relaxed);
            address.replace("_page=1", &format!("_page={page}")).parse().expect("an address")
        })
    }

    #[test]
    fn known_pages_are_fetched_together_and_come_in_order() {
        live(async |_| {
            // Only four requests that are there at the same time are answered.
            let server = start(Config::new().route(Route::Posts, Behavior::new().barrier(4)));
            let urls = counted(&server, &Arc::default()).take(20);
            let pages = fetcher(settings()).pages_at(urls, NonZeroUsize::MIN.saturating_add(3), future::pending());
            assert_eq!(all_ids(pages).await, (1..=100).collect::<Vec<_>>());
            assert_eq!(server.counts().most_in_flight, 4);
        });
    }

    #[test]
    fn known_pages_are_pulled_as_there_is_room() {
        live(async |_| {
            let server = start(Config::new());
            let pulls = Arc::new(AtomicUsize::new(0));
            let urls = counted(&server, &pulls);
            let mut pages =
                Box::pin(fetcher(settings()).pages_at(urls, NonZeroUsize::MIN.saturating_add(2), future::pending()));
            pages.next().await.expect("a page").expect("it is well");
            // The two behind it go on although nobody polls.
            server.reaches(|counts| counts.answered == 3).await.expect("they are fetched");
            assert_eq!((server.counts().started, pulls.load(Ordering::Relaxed)), (3, 3));
            server.set(Route::Posts, held());
            for _ in 0..2 {
                pages.next().await.expect("a page").expect("it is well");
            }
            server.reaches(|counts| counts.in_flight == 2).await.expect("two follow");
            drop(pages);
            let counts = server.reaches(|counts| counts.given_up == 2).await.expect("they are given up");
            assert_eq!((counts.in_flight, pulls.load(Ordering::Relaxed)), (0, 5));
        });
    }

    #[test]
    fn a_known_page_that_fails_leaves_the_others() {
        live(async |_| {
            let server = start(Config::new());
            let paths = ["/posts/1", "/posts/0", "/posts/2"];
            let urls: Vec<Url> = paths.iter().map(|path| url(&server, path)).collect();
            let pages: Vec<_> =
                fetcher(settings()).pages_at(urls, NonZeroUsize::MIN, future::pending()).collect().await;
            assert!(pages[0].is_ok() && pages[2].is_ok() && pages.len() == 3);
            assert_eq!(pages[1].as_ref().expect_err("there is none").number, 2);
        });
    }
}
