//! The contract of `fetch` and `fetch_with_retry`, as you would test it at work: against [mockito].
//!
//! The clock is the real one. A paused clock (`#[tokio::test(start_paused = true)]`) jumps to the next timer whenever the
//! test's own runtime has nothing to do, and it has nothing to do while the server, on another thread, prepares its
//! response. So the client's timeout fires although the server answers at once: up to 76 of 200 requests failed in that way
//! when we measured it. Real time costs little here, as long as two rules hold. Delays are short, and no test asserts that
//! something happens *soon*: an upper bound on real time fails on a busy machine.

use std::io::Error;
use std::net::TcpListener;
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use mockito::{Matcher, Server};
use reqwest::{Client, StatusCode};
use solution_3_concurrent_fetch::{FetchError, Policy, client, fetch, fetch_with_retry};
use tokio_test::{assert_err, assert_ok};

/// Returns a client that never times out in these tests.
fn patient() -> Client {
    client(Duration::from_secs(60)).expect("a client can be made")
}

/// Three attempts, with next to no delay between them.
const QUICK: Policy = Policy { base: Duration::from_millis(1), cap: Duration::from_millis(4), retries: 2 };

// ANCHOR: body
#[tokio::test]
async fn fetch_returns_the_body_of_a_success() {
    let mut server = Server::new_async().await;
    let post = server
        .mock("GET", "/posts/3")
        .match_header("user-agent", "streamlings")
        .with_body(r#"{"id": 3}"#)
        .create_async()
        .await;

    let body = assert_ok!(fetch(&patient(), &format!("{}/posts/3", server.url())).await);

    assert_eq!(body, r#"{"id": 3}"#);
    post.assert_async().await;
}
// ANCHOR_END: body

#[tokio::test]
async fn fetch_follows_a_redirect() {
    let mut server = Server::new_async().await;
    server.mock("GET", "/old").with_status(301).with_header("location", "/new").create_async().await;
    server.mock("GET", "/new").with_body("moved").create_async().await;

    assert_eq!(assert_ok!(fetch(&patient(), &format!("{}/old", server.url())).await), "moved");
}

#[tokio::test]
async fn fetch_reports_every_status_but_a_success() {
    let mut server = Server::new_async().await;
    for code in [400, 404, 429, 500, 503] {
        let path = format!("/{code}");
        server
            .mock("GET", path.as_str())
            .with_status(code)
            .with_header("retry-after", "7")
            .with_body("an error page has a body, too")
            .create_async()
            .await;

        let error = assert_err!(fetch(&patient(), &format!("{}{path}", server.url())).await);

        let FetchError::Status { status, retry_after } = error else { panic!("{code} is reported as {error:?}") };
        assert_eq!((usize::from(status.as_u16()), retry_after), (code, Some(Duration::from_secs(7))));
    }
}

// ANCHOR: timeout
#[tokio::test]
async fn fetch_times_out_in_the_middle_of_a_body() {
    let mut server = Server::new_async().await;
    // The body does not end before the test does, which drops `end`.
    let (end, ended) = mpsc::channel::<()>();
    let ended = Mutex::new(ended);
    server
        .mock("GET", "/")
        .with_chunked_body(move |body| {
            body.write_all(b"[1, 2,")?;
            ended.lock().expect("there is one request").recv().map_err(Error::other)
        })
        .create_async()
        .await;
    let hasty = client(Duration::from_millis(50)).expect("a client can be made");

    let error = assert_err!(fetch(&hasty, &server.url()).await);

    assert!(matches!(error, FetchError::Timeout), "{error:?}");
    drop(end);
}
// ANCHOR_END: timeout

#[tokio::test]
async fn fetch_reports_a_body_that_breaks_off() {
    let mut server = Server::new_async().await;
    server
        .mock("GET", "/")
        .with_chunked_body(|body| {
            body.write_all(b"[1, 2,")?;
            Err(Error::other("the server is stopped"))
        })
        .create_async()
        .await;

    let error = assert_err!(fetch(&patient(), &server.url()).await);

    assert!(matches!(error, FetchError::Body(_)), "{error:?}");
}

#[tokio::test]
async fn fetch_reports_a_connection_that_closes_before_the_response() {
    // mockito always responds, so this takes a server of its own. It hangs up at once.
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("its address");
    thread::spawn(move || drop(listener.accept()));

    let error = assert_err!(fetch(&patient(), &format!("http://{address}/")).await);

    assert!(matches!(error, FetchError::Connection(_)), "{error:?}");
}

#[tokio::test]
async fn fetch_reports_a_url_that_is_not_valid() {
    let error = assert_err!(fetch(&patient(), "nowhere").await);

    assert!(matches!(error, FetchError::Request(_)), "{error:?}");
}

// ANCHOR: retry
#[tokio::test]
async fn fetch_with_retry_tries_again_until_it_succeeds() {
    let mut server = Server::new_async().await;
    // Mocks of the same request are used in this order, each as often as it expects.
    let unavailable = server.mock("GET", "/posts/3").with_status(503).expect(2).create_async().await;
    let available = server.mock("GET", "/posts/3").with_body("here it is").expect(1).create_async().await;

    let body = assert_ok!(fetch_with_retry(&patient(), &format!("{}/posts/3", server.url()), &QUICK).await);

    assert_eq!(body, "here it is");
    unavailable.assert_async().await;
    available.assert_async().await;
}
// ANCHOR_END: retry

#[tokio::test]
async fn fetch_with_retry_gives_up_after_the_last_retry() {
    let mut server = Server::new_async().await;
    let unavailable = server.mock("GET", Matcher::Any).with_status(503).expect(3).create_async().await;

    let error = assert_err!(fetch_with_retry(&patient(), &server.url(), &QUICK).await);

    assert_eq!(error.attempts.len(), 3);
    unavailable.assert_async().await;
}

#[tokio::test]
async fn fetch_with_retry_does_not_repeat_a_final_error() {
    let mut server = Server::new_async().await;
    let missing = server.mock("GET", "/").with_status(404).expect(1).create_async().await;

    let error = assert_err!(fetch_with_retry(&patient(), &server.url(), &QUICK).await);

    assert!(matches!(error.attempts[..], [FetchError::Status { status: StatusCode::NOT_FOUND, .. }]), "{error:?}");
    missing.assert_async().await;
}

// ANCHOR: retry_after
#[tokio::test]
async fn fetch_with_retry_waits_as_long_as_the_server_asks() {
    let mut server = Server::new_async().await;
    server.mock("GET", "/").with_status(429).with_header("retry-after", "1").expect(1).create_async().await;
    server.mock("GET", "/").with_body("welcome back").expect(1).create_async().await;
    let start = Instant::now();

    assert_ok!(fetch_with_retry(&patient(), &server.url(), &QUICK).await);

    // A lower bound holds on any machine. An upper bound would not.
    assert!(start.elapsed() >= Duration::from_secs(1));
}
// ANCHOR_END: retry_after
