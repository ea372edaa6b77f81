//! What chapter 3 asks for. Each module is a task, each test a sentence about what the code does.
//!
//! The same file checks the exercise and the reference solution. There is nothing to edit here.
//!
//! The servers are real ones, on this machine. No check asks how long something took: a server holds its answers until
//! nothing moves any more, and then it is known what the code does without them.

use std::num::NonZeroUsize;
use std::pin::{Pin, pin};
use std::time::Duration;

use api_server::testing::{assert_given_up, stepwise, until_in_flight};
use api_server::{ApiServer, Behavior, Config, Counts, Fault, RetryAfter, Route};
use concurrent_fetch::FetchError;
use futures::future::{Either, select};
use pollscope::Recording;
use pollscope::report::{count, expected};
use pollscope::testing::live;
use reqwest::{Client, StatusCode};

/// Longer than any check takes: the clients of most checks never meet it.
const LONG: Duration = Duration::from_secs(60);

/// A second before a client's time is over.
const ALMOST: Duration = Duration::from_secs(59);

const SECOND: Duration = Duration::from_secs(1);

fn client(timeout: Duration) -> Client {
    concurrent_fetch::client(timeout).expect("a client can be made")
}

fn start(config: Config) -> ApiServer {
    ApiServer::start(config.seed(3).posts(100)).expect("a server can listen on this machine")
}

/// All requests are held until [`stepwise`] lets them go. Each is a lane of the recording.
fn holding(recording: &Recording) -> ApiServer {
    start(Config::new().record(recording).route(Route::Posts, Behavior::holding()))
}

fn path(post: usize) -> String {
    format!("/posts/{post}")
}

fn urls(server: &ApiServer, posts: impl IntoIterator<Item = usize>) -> Vec<String> {
    posts.into_iter().map(|post| server.url_of(&path(post))).collect()
}

/// Which post a body is, if it is one.
fn post(result: &Result<String, FetchError>) -> Option<usize> {
    let number = result.as_ref().ok()?.split_once("\"id\":")?.1;
    number.trim_start().chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()
}

/// A result in a few words.
fn outline(result: &Result<String, FetchError>) -> String {
    match (result, post(result)) {
        (_, Some(post)) => format!("post {post}"),
        (Ok(body), None) => format!("{:?}", body.chars().take(40).collect::<String>()),
        (Err(error), None) => kind(error),
    }
}

/// An error without what the system says of it.
fn kind(error: &FetchError) -> String {
    match error {
        FetchError::Request(_) => "Request".to_owned(),
        FetchError::Status { status, .. } => format!("Status {}", status.as_u16()),
        FetchError::Timeout => "Timeout".to_owned(),
        FetchError::Connection(_) => "Connection".to_owned(),
        FetchError::Body(_) => "Body".to_owned(),
    }
}

fn outlines(results: &[Result<String, FetchError>]) -> String {
    results.iter().map(outline).collect::<Vec<_>>().join(", ")
}

/// tokio's clock, which stands still unless it is moved: sockets go on, and no sleep ends by itself.
struct StoppedClock {
    /// tokio moves a paused clock when it has nothing to do. While a blocking task runs, it does not.
    _busy: std::sync::mpsc::Sender<()>,
}

impl StoppedClock {
    fn stop() -> StoppedClock {
        tokio::time::pause();
        let (busy, idle) = std::sync::mpsc::channel::<()>();
        tokio::task::spawn_blocking(move || idle.recv());
        StoppedClock { _busy: busy }
    }
}

/// Runs `work` until nothing moves any more, moves the stopped clock on by so much, and runs it again. Gives what it
/// gives, if it is done by then.
async fn for_time<T>(server: &ApiServer, mut work: Pin<&mut impl Future<Output = T>>, time: Duration) -> Option<T> {
    // Its time begins with its request.
    if let Either::Left((done, _)) = select(work.as_mut(), pin!(server.reaches(|counts| counts.started > 0))).await {
        return Some(done);
    }
    tokio::time::advance(time).await;
    match select(work, pin!(server.settled())).await {
        Either::Left((done, _)) => Some(done),
        Either::Right(_) => None,
    }
}

/// The same, for what must be done by then: it is given the time to.
async fn to_the_end<T>(server: &ApiServer, mut work: Pin<&mut impl Future<Output = T>>, time: Duration) -> Option<T> {
    if let Either::Left((done, _)) = select(work.as_mut(), pin!(server.settled())).await {
        return Some(done);
    }
    tokio::time::advance(time).await;
    match select(work, pin!(server.reaches(|_| false))).await {
        Either::Left((done, _)) => Some(done),
        Either::Right(_) => None,
    }
}

/// One result for each url, in their order.
#[track_caller]
fn assert_results(recording: &Recording, results: &[Result<String, FetchError>], wanted: &[&str]) {
    let got: Vec<String> = results.iter().map(outline).collect();
    if got == wanted {
        return;
    }
    let sorted = |outlines: &[String]| {
        let mut sorted = outlines.to_vec();
        sorted.sort();
        sorted
    };
    let wanted: Vec<String> = wanted.iter().map(|&outline| outline.to_owned()).collect();
    let is_failure = |outline: &String| !outline.starts_with("post");
    let successes: Vec<String> = wanted.iter().filter(|outline| !is_failure(outline)).cloned().collect();
    let before_the_first_failure = wanted.iter().position(is_failure).unwrap_or(wanted.len());
    let cause = if results.iter().any(|result| result.as_ref().is_ok_and(String::is_empty)) {
        Some("an error is swallowed, and an empty text stands in its place")
    } else if got.iter().rev().eq(&wanted) {
        Some("the urls are taken from the last one to the first one")
    } else if sorted(&got) == sorted(&wanted) {
        Some("they stand in the order in which they came")
    } else if got == wanted[..before_the_first_failure] || Some(&got[..]) == wanted.get(..=before_the_first_failure) {
        Some("the first failure ends it, and what stands behind it is lost")
    } else if got == successes {
        Some("failures are left out: a failure is a result, too")
    } else if got.len() == 1 && wanted.len() > 1 && is_failure(&got[0]) {
        Some("one failure stands for all, and the other results are lost")
    } else {
        None
    };
    expected(format!("the results {}", wanted.join(", ")))
        .but(format!("they are {}", got.join(", ")))
        .looks_as_if_any(cause)
        .fail(recording);
}

mod fetch {
    use super::*;
    use ::concurrent_fetch::fetch;
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::thread;

    /// Fetches a post from a server that has this fault, or none.
    async fn fetched(fault: Option<Fault>) -> Result<String, FetchError> {
        let behavior = fault.map(Behavior::failing).unwrap_or_default();
        let server = start(Config::new().route(Route::Posts, behavior));
        fetch(&client(LONG), &server.url_of("/posts/3")).await
    }

    /// Fetches a post whose answer does not end before the client's time is over. What has come by then is there before
    /// the clock moves, however busy the machine is.
    async fn fetched_too_late(recording: &Recording, behavior: Behavior) -> Result<String, FetchError> {
        let _clock = StoppedClock::stop();
        let server = start(Config::new().route(Route::Posts, behavior));
        let (client, url) = (client(LONG), server.url_of("/posts/3"));
        let mut fetching = pin!(fetch(&client, &url));
        if let Some(result) = for_time(&server, fetching.as_mut(), ALMOST).await {
            expected(format!("it waits for the end of the answer as long as the client does, {LONG:?}"))
                .but(format!("a second before that it gave {}", outline(&result)))
                .looks_as_if("the end is not waited for, or it sets a time of its own")
                .fail(recording);
        }
        match to_the_end(&server, fetching, 2 * SECOND).await {
            Some(result) => result,
            None => expected(format!("it ends with the client's time, {LONG:?}"))
                .but("a second after that it still waited")
                .looks_as_if("another time applies than that of the given client")
                .fail(recording),
        }
    }

    #[track_caller]
    fn assert_kind(recording: &Recording, result: &Result<String, FetchError>, wanted: &str, of_what: &str) {
        let got = outline(result);
        if got == wanted {
            return;
        }
        let report = expected(format!("{of_what}: {wanted}")).but(format!("it gave {got}"));
        let cause = match result {
            Ok(_) if wanted.starts_with("Status") => {
                Some("the status is not looked at: an answer of 404 has a body, too, and no error comes by itself")
            }
            Ok(body) if body.is_empty() => Some("the error is swallowed, and an empty text stands in its place"),
            Ok(_) if wanted == "Body" || wanted == "Timeout" => {
                Some("the error in the body is swallowed, and what came before it is taken for the whole")
            }
            Err(error) if wanted == "Timeout" && source(error).is_some_and(reqwest::Error::is_timeout) => {
                Some("a `reqwest::Error` is not asked whether it is one of time: `is_timeout()`")
            }
            Err(error) if wanted.starts_with("Status") && source(error).is_some_and(reqwest::Error::is_status) => {
                Some("`error_for_status` makes a `reqwest::Error`, which is not asked whether it is one: `is_status()`")
            }
            Err(FetchError::Body(_)) if wanted.starts_with("Status") => {
                Some("the body is read before the status is looked at, and this one breaks off")
            }
            Err(FetchError::Connection(_)) if wanted == "Body" => {
                Some("what fails in the body is mapped like what fails before it: they are two awaits")
            }
            Err(FetchError::Body(_)) if wanted == "Connection" => {
                Some("what fails before the answer is mapped like what fails in its body: they are two awaits")
            }
            Err(FetchError::Connection(_)) if wanted == "Request" => {
                Some("the error is not asked whether there was a request at all: `is_builder()` and `is_redirect()`")
            }
            _ => None,
        };
        report.looks_as_if_any(cause).fail(recording);
    }

    fn source(error: &FetchError) -> Option<&reqwest::Error> {
        match error {
            FetchError::Request(error) | FetchError::Connection(error) | FetchError::Body(error) => Some(error),
            FetchError::Status { .. } | FetchError::Timeout => None,
        }
    }

    #[test]
    fn gives_the_body() {
        live(async |recording| {
            let body = fetched(None).await;
            assert_kind(&recording, &body, "post 3", "the body of /posts/3");
            let body = body.expect("it was looked at");
            if !body.starts_with('{') || !body.trim_end().ends_with('}') {
                expected("the whole body, as it is").but(format!("it gave {body:?}")).fail(&recording);
            }
        });
    }

    #[test]
    fn an_answer_without_success_is_a_status_error() {
        live(async |recording| {
            for status in [400, 404, 429, 500, 503] {
                let result = fetched(Some(Fault::Status(status))).await;
                assert_kind(&recording, &result, &format!("Status {status}"), &format!("of an answer of {status}"));
            }
        });
    }

    #[test]
    fn every_status_of_success_gives_its_body_and_no_other_does() {
        live(async |recording| {
            let url = raw("HTTP/1.1 203 Non-Authoritative Information\r\nContent-Length: 5\r\n\r\nhello");
            let result = fetch(&client(LONG), &url).await;
            if matches!(result, Err(FetchError::Status { .. })) {
                expected("of an answer of 203: its body")
                    .but(format!("it gave {}", outline(&result)))
                    .looks_as_if("only 200 counts as success, which is any status of 2xx: `is_success()`")
                    .fail(&recording);
            }
            assert_kind(&recording, &result, "\"hello\"", "of an answer of 203: its body");
            let url = raw("HTTP/1.1 300 Multiple Choices\r\nContent-Length: 5\r\n\r\nhello");
            let result = fetch(&client(LONG), &url).await;
            if result.is_ok() && fetched(Some(Fault::Status(404))).await.is_err() {
                expected("of an answer of 300: Status 300")
                    .but(format!("it gave {}", outline(&result)))
                    .looks_as_if("only 4xx and 5xx count as failures, as `error_for_status` has it: `is_success()`")
                    .fail(&recording);
            }
            assert_kind(&recording, &result, "Status 300", "of an answer of 300");
        });
    }

    #[test]
    fn looks_at_the_status_before_the_body() {
        live(async |recording| {
            let url = raw("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 1000\r\n\r\nNot whole");
            let result = fetch(&client(LONG), &url).await;
            assert_kind(&recording, &result, "Status 503", "of an answer of 503 whose body breaks off");
        });
    }

    #[test]
    fn tells_when_to_come_again() {
        live(async |recording| {
            let url = raw("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n");
            match fetch(&client(LONG), &url).await {
                Err(FetchError::Status { retry_after: Some(after), .. }) if after == Duration::from_secs(7) => {}
                Err(FetchError::Status { retry_after, .. }) => expected("`retry_after` is 7 s, as the header says")
                    .but(format!("it is {retry_after:?}"))
                    .looks_as_if("the headers of the answer are not given to `retry_after`")
                    .fail(&recording),
                result => assert_kind(&recording, &result, "Status 429", "of an answer of 429"),
            }
        });
    }

    #[test]
    fn no_answer_in_time_is_a_timeout() {
        live(async |recording| {
            let result = fetched_too_late(&recording, Behavior::failing(Fault::NoAnswer)).await;
            assert_kind(&recording, &result, "Timeout", "of a server that never answers");
        });
    }

    #[test]
    fn a_body_that_does_not_end_in_time_is_a_timeout() {
        live(async |recording| {
            let behavior = Behavior::failing(Fault::EndlessBody).bandwidth(1000);
            let result = fetched_too_late(&recording, behavior).await;
            assert_kind(&recording, &result, "Timeout", "of a body that never ends");
        });
    }

    #[test]
    fn no_connection_is_a_connection_error() {
        live(async |recording| {
            let result = fetched(Some(Fault::ConnectionReset)).await;
            assert_kind(&recording, &result, "Connection", "of a connection that is reset");
            let nobody = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a free port");
            let result = fetch(&client(LONG), &format!("http://{nobody}/")).await;
            assert_kind(&recording, &result, "Connection", "of a port where nobody listens");
        });
    }

    #[test]
    fn half_a_body_is_a_body_error() {
        live(async |recording| {
            let result = fetched(Some(Fault::HalfBody)).await;
            assert_kind(&recording, &result, "Body", "of a body that breaks off");
        });
    }

    #[test]
    fn what_is_no_request_is_told_apart() {
        live(async |recording| {
            let result = fetch(&client(LONG), "posts/3").await;
            assert_kind(&recording, &result, "Request", "of `posts/3`, which is no address");
            let answer = "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            let result = fetch(&client(LONG), &raw_again_and_again(answer)).await;
            assert_kind(&recording, &result, "Request", "of a page that leads to itself for ever");
        });
    }

    #[test]
    fn uses_the_client_that_it_is_given() {
        live(async |recording| {
            let server = start(Config::new());
            let client = client(LONG);
            for url in urls(&server, [1, 2, 3]) {
                let _ = fetch(&client, &url).await;
            }
            let requests = server.requests().kept;
            let strange = requests.iter().find(|request| request.user_agent() != Some("streamlings"));
            let connections = server.connections().accepted;
            if let Some(strange) = strange {
                let agent = strange.user_agent().unwrap_or("none");
                expected("each request is the given client's, whose User-Agent is `streamlings`")
                    .but(format!("there was one with the User-Agent {agent}"))
                    .looks_as_if("a client of its own is made, which knows nothing of how the given one was set up")
                    .fail(&recording);
            }
            if connections != 1 || requests.len() != 3 {
                let cause = (requests.len() == 3)
                    .then_some("the client's connections are not kept: a client is made for each request");
                let report = expected("three requests, one after the other, share a connection")
                    .but(format!("the server saw {} requests, and {connections} connections", requests.len()));
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn dropped_it_gives_up_the_request() {
        live(async |recording| {
            let server = holding(&recording);
            let (client, url) = (client(LONG), server.url_of("/posts/3"));
            let mut fetching = Box::pin(fetch(&client, &url));
            until_in_flight(&recording, &server, fetching.as_mut(), 1).await;
            drop(fetching);
            assert_given_up(&recording, &server, 1).await;
        });
    }

    /// Answers one request with these bytes, and closes the connection. Gives the address.
    fn raw(answer: &'static str) -> String {
        raw_times(answer, 1)
    }

    /// The same for more requests than a client sends that follows redirects.
    fn raw_again_and_again(answer: &'static str) -> String {
        raw_times(answer, 100)
    }

    fn raw_times(answer: &'static str, times: usize) -> String {
        let socket = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = socket.local_addr().expect("it has one");
        thread::spawn(move || {
            for client in socket.incoming().take(times) {
                let Ok(mut client) = client else { return };
                let mut request = Vec::new();
                let mut byte = [0];
                while !request.ends_with(b"\r\n\r\n") && client.read(&mut byte).is_ok_and(|read| read == 1) {
                    request.push(byte[0]);
                }
                // A client that has left by now does not want it.
                let _ = client.write_all(answer.as_bytes());
            }
        });
        format!("http://{address}/")
    }
}

mod fetch_in_turn {
    use super::*;
    use ::concurrent_fetch::fetch_in_turn;

    #[test]
    fn gives_one_result_for_each_url_in_their_order() {
        live(async |recording| {
            let server = start(Config::new().path("/posts/2", Behavior::failing(Fault::Status(503))));
            let results = fetch_in_turn(&client(LONG), &urls(&server, [5, 2, 9])).await;
            assert_results(&recording, &results, &["post 5", "Status 503", "post 9"]);
        });
    }

    #[test]
    fn asks_for_one_at_a_time() {
        live(async |recording| {
            let server = holding(&recording);
            let (client, urls) = (client(LONG), urls(&server, 1..=4));
            let results = stepwise(&server, fetch_in_turn(&client, &urls), 1, |counts| {
                if counts.in_flight > 1 {
                    expected("the next request is sent when the answer before is there")
                        .but(format!("{} were in flight at the same time", counts.in_flight))
                        .looks_as_if("they are polled together, or spawned: each must be awaited before the next is")
                        .fail(&recording);
                }
            })
            .await;
            assert_results(&recording, &results, &["post 1", "post 2", "post 3", "post 4"]);
        });
    }

    #[test]
    fn without_urls_it_gives_nothing() {
        live(async |recording| {
            let results = fetch_in_turn(&client(LONG), &[]).await;
            assert_results(&recording, &results, &[]);
        });
    }
}

mod fetch_all {
    use super::*;
    use ::concurrent_fetch::fetch_all;

    #[test]
    fn sends_all_requests_before_it_waits_for_an_answer() {
        live(async |recording| {
            let results = assert_all_in_flight(&recording, &holding(&recording), 5).await;
            assert_results(&recording, &results, &["post 1", "post 2", "post 3", "post 4", "post 5"]);
            // More than the limits that one might set. A picture of so many lanes would be too long.
            let server = start(Config::new().route(Route::Posts, Behavior::holding()));
            assert_all_in_flight(&recording, &server, 60).await;
        });
    }

    /// Fetches so many posts from a server that holds its requests.
    async fn assert_all_in_flight(
        recording: &Recording,
        server: &ApiServer,
        posts: usize,
    ) -> Vec<Result<String, FetchError>> {
        let (client, urls, all) = (client(LONG), urls(server, 1..=posts), posts as u64);
        let mut seen = Vec::new();
        let results = stepwise(server, fetch_all(&client, &urls), all, |counts| seen.push(counts.in_flight)).await;
        let at_first = seen.first().copied().unwrap_or_default();
        if at_first != all {
            let cause = match at_first {
                0 => None,
                1 => Some("each one is awaited before the next one is polled: a future that is only made does nothing"),
                _ if at_first < all => Some("they are sent in portions, or only so many at a time"),
                _ => None,
            };
            let report = expected(format!("of {all} urls, {all} requests are in flight while no answer is there"))
                .but(format!("the server saw {at_first}, and nothing else came until it answered"));
            report.looks_as_if_any(cause).fail(recording);
        }
        results
    }

    #[test]
    fn gives_the_results_in_the_order_of_the_urls() {
        live(async |recording| {
            // The first one is answered when all others are.
            let server = start(Config::new().record(&recording).path("/posts/7", Behavior::holding()));
            let (client, urls) = (client(LONG), urls(&server, [7, 1, 8]));
            let results = stepwise(&server, fetch_all(&client, &urls), 1, |_| ()).await;
            assert_results(&recording, &results, &["post 7", "post 1", "post 8"]);
        });
    }

    #[test]
    fn no_failure_hides_another_result() {
        live(async |recording| {
            let server = start(
                Config::new()
                    .path("/posts/2", Behavior::failing(Fault::Status(503)))
                    .path("/posts/3", Behavior::failing(Fault::ConnectionReset))
                    .path("/posts/4", Behavior::failing(Fault::HalfBody)),
            );
            let urls = urls(&server, 1..=6);
            let results = fetch_all(&client(LONG), &urls).await;
            let wanted = ["post 1", "Status 503", "Connection", "Body", "post 5", "post 6"];
            assert_results(&recording, &results, &wanted);
        });
    }

    #[test]
    fn a_timeout_is_that_of_one_url() {
        live(async |recording| {
            let _clock = StoppedClock::stop();
            let server = start(Config::new().path("/posts/2", Behavior::failing(Fault::NoAnswer)));
            let (client, urls) = (client(LONG), urls(&server, 1..=3));
            let mut fetching = pin!(fetch_all(&client, &urls));
            if let Some(results) = for_time(&server, fetching.as_mut(), ALMOST).await {
                expected(format!("the second url is waited for as long as the client does, {LONG:?}"))
                    .but(format!("a second before that it gave {}", outlines(&results)))
                    .looks_as_if(if results.iter().all(|result| matches!(result, Err(FetchError::Timeout))) {
                        "it sets a time of its own, round all of them"
                    } else {
                        "the end is not waited for, or it sets a time of its own"
                    })
                    .fail(&recording);
            }
            match to_the_end(&server, fetching, 2 * SECOND).await {
                Some(results) => assert_results(&recording, &results, &["post 1", "Timeout", "post 3"]),
                None => expected(format!("it ends with the client's time, {LONG:?}"))
                    .but("a second after that it still waited")
                    .fail(&recording),
            }
        });
    }

    #[test]
    fn dropped_it_gives_up_all_requests() {
        live(async |recording| {
            let server = holding(&recording);
            let (client, urls) = (client(LONG), urls(&server, 1..=4));
            let mut fetching = Box::pin(fetch_all(&client, &urls));
            until_in_flight(&recording, &server, fetching.as_mut(), 4).await;
            drop(fetching);
            assert_given_up(&recording, &server, 4).await;
        });
    }
}

mod fetch_bounded {
    use super::*;
    use ::concurrent_fetch::fetch_bounded;
    use futures::StreamExt as _;
    use std::cell::Cell;
    use std::iter;

    fn limit(limit: usize) -> NonZeroUsize {
        NonZeroUsize::new(limit).expect("a limit is not zero")
    }

    #[test]
    fn has_as_many_in_flight_as_the_limit_allows_and_never_more() {
        live(async |recording| {
            let server = holding(&recording);
            let (client, urls) = (client(LONG), urls(&server, 1..=7));
            let results = fetch_bounded(&client, urls, limit(3)).collect::<Vec<_>>();
            let mut seen = Vec::new();
            let results = stepwise(&server, results, 3, |counts| seen.push(counts.in_flight)).await;
            if let Some(more) = seen.iter().find(|&&in_flight| in_flight > 3) {
                let cause = match more {
                    4 => "one is let in when so many are under way as may be: `<` and `<=`",
                    _ => "the limit bounds something else than the requests, or nothing",
                };
                expected("never more than 3 requests in flight")
                    .but(format!("there were {more}"))
                    .looks_as_if(cause)
                    .fail(&recording);
            }
            if seen.first() != Some(&3) {
                let at_first = seen.first().copied().unwrap_or_default();
                let cause = (at_first == 1).then_some("each one is awaited before the next one is polled");
                let report = expected("3 requests are in flight while no answer is there")
                    .but(format!("the server saw {at_first}, and nothing else came until it answered"));
                report.looks_as_if_any(cause).fail(&recording);
            }
            if results.len() != 7 {
                expected("seven results").but(format!("there were {}", results.len())).fail(&recording);
            }
        });
    }

    #[test]
    fn fills_a_place_as_soon_as_it_is_free() {
        live(async |recording| {
            // The first one is held all the time; the others are answered at once.
            let server = start(Config::new().record(&recording).path("/posts/1", Behavior::holding()));
            let (client, urls) = (client(LONG), urls(&server, 1..=6));
            let mut results = pin!(fetch_bounded(&client, urls, limit(2)));
            for _ in 0..5 {
                match select(results.next(), pin!(server.settled())).await {
                    Either::Left(_) => {}
                    Either::Right((counts, _)) => {
                        let answered = count(counts.answered, "of the five was", "of the five were");
                        expected("while the first url is held, the other place serves the five others, one by one")
                            .but(format!("{answered} answered, and then nothing moved any more"))
                            .looks_as_if(
                                "what is ready keeps its place until a slower one is: because the urls are taken in \
                                 portions, or because the results wait for their turn, as with `buffered`",
                            )
                            .fail(&recording)
                    }
                }
            }
        });
    }

    #[test]
    fn gives_each_result_as_it_comes_with_the_place_of_its_url() {
        live(async |recording| {
            let server = start(
                Config::new()
                    .record(&recording)
                    .path("/posts/8", Behavior::holding())
                    .path("/posts/6", Behavior::failing(Fault::Status(404))),
            );
            let (client, urls) = (client(LONG), urls(&server, [8, 6, 4]));
            let mut results = pin!(fetch_bounded(&client, urls, limit(3)));
            let mut got = Vec::new();
            while got.len() < 2 {
                match select(results.next(), pin!(server.settled())).await {
                    Either::Left((Some(result), _)) => got.push(result),
                    Either::Right(_) if got.is_empty() => expected("a result is given as soon as it is there")
                        .but("two were there, and nothing was given while the first url was held")
                        .looks_as_if("the results wait for their turn, or for each other")
                        .fail(&recording),
                    Either::Left((None, _)) | Either::Right(_) => break,
                }
            }
            server.release_waiting();
            while let Some(result) = results.next().await {
                got.push(result);
            }
            let held_at_last = got.last().is_some_and(|(_, result)| post(result) == Some(8));
            let mut told: Vec<String> =
                got.iter().map(|(place, result)| format!("{place}: {}", outline(result))).collect();
            if got.len() == 3 {
                told[..2].sort();
            }
            if told != ["1: Status 404", "2: post 4", "0: post 8"] {
                let places: Vec<usize> = got.iter().map(|(place, _)| *place).collect();
                let cause = if got.len() == 3 && places == [0, 1, 2] && held_at_last {
                    Some("the results are numbered as they come: the urls have to be, before they are fetched")
                } else if places.contains(&3) {
                    Some("it counts from one, and the place of the first url is 0")
                } else if got.iter().any(|(_, result)| result.as_ref().is_ok_and(String::is_empty)) {
                    Some("an error is swallowed, and an empty text stands in its place")
                } else if got.len() == 2 && got.iter().all(|(_, result)| result.is_ok()) {
                    Some("failures are left out: a failure is a result, too")
                } else if !held_at_last {
                    Some("a failure ends it, and what is still under way is lost")
                } else {
                    None
                };
                let report = expected("the results `1: Status 404` and `2: post 4`, and then `0: post 8`")
                    .but(format!("they are {}", told.join(", ")));
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn pulls_no_url_before_there_is_room() {
        live(async |recording| {
            let server = holding(&recording);
            let client = client(LONG);
            let pulled = Cell::new(0);
            // It does not tell its length: `collect` would not even begin with one that is known to be endless.
            let endless = iter::from_fn(|| {
                pulled.set(pulled.get() + 1);
                if pulled.get() > 1000 {
                    too_many(&recording, pulled.get());
                }
                Some(server.url_of(&path(pulled.get() % 100 + 1)))
            });
            let mut results = pin!(fetch_bounded(&client, endless, limit(2)));
            if pulled.get() != 0 {
                expected("nothing is pulled before the first poll")
                    .but(count(pulled.get() as u64, "url was", "urls were"))
                    .looks_as_if("the body of the function pulls: only what stands in the stream waits for a poll")
                    .fail(&recording);
            }
            until_in_flight(&recording, &server, results.next(), 2).await;
            if pulled.get() > 2 {
                too_many(&recording, pulled.get());
            }
        });
    }

    fn too_many(recording: &Recording, pulled: usize) -> ! {
        let cause = if pulled > 1000 {
            "the urls are collected, or spawned, before the limit applies: an endless source would never end"
        } else {
            "a url is pulled, and then its request waits for room: first there has to be room"
        };
        expected("2 urls are pulled while there is room for 2 requests")
            .but(format!("{pulled} were"))
            .looks_as_if(cause)
            .fail(recording)
    }

    #[test]
    fn without_urls_it_ends() {
        live(async |recording| {
            let client = client(LONG);
            let results: Vec<_> = fetch_bounded(&client, [], limit(2)).collect().await;
            if !results.is_empty() {
                expected("no result").but(format!("there were {}", results.len())).fail(&recording);
            }
        });
    }

    #[test]
    fn dropped_it_gives_up_what_is_under_way_and_sends_no_more() {
        live(async |recording| {
            let server = holding(&recording);
            let (client, urls) = (client(LONG), urls(&server, 1..=6));
            let mut results = Box::pin(fetch_bounded(&client, urls, limit(2)));
            until_in_flight(&recording, &server, results.next(), 2).await;
            drop(results);
            assert_given_up(&recording, &server, 2).await;
        });
    }
}

mod fetch_first {
    use super::*;
    use ::concurrent_fetch::fetch_first;

    #[track_caller]
    fn assert_won(
        recording: &Recording,
        result: &Result<(usize, String), Vec<FetchError>>,
        mirror: usize,
        number: usize,
    ) {
        let told = match result {
            Ok((place, body)) => format!("mirror {place} with {}", outline(&Ok(body.clone()))),
            Err(errors) => {
                format!("the errors {}", errors.iter().map(kind).collect::<Vec<_>>().join(", "))
            }
        };
        let wanted = format!("mirror {mirror} with post {number}");
        if told != wanted {
            let cause = match result {
                Ok((_, body)) if post(&Ok(body.clone())) == Some(number) => Some(
                    "another place is given than the mirror's: its place among those that are left, or were answered",
                ),
                Ok((_, body)) if body.is_empty() => {
                    Some("an error is swallowed, and an empty text stands in its place")
                }
                Err(errors) if !errors.is_empty() => Some("the first answer ends it, also when it is a failure"),
                _ => None,
            };
            expected(format!("{wanted} wins")).but(format!("it gave {told}")).looks_as_if_any(cause).fail(recording);
        }
    }

    #[test]
    fn asks_all_mirrors_at_the_same_time() {
        live(async |recording| {
            let server = holding(&recording);
            let (client, mirrors) = (client(LONG), urls(&server, [1, 2, 3]));
            let mut seen = Vec::new();
            let _ = stepwise(&server, fetch_first(&client, &mirrors), 3, |counts| seen.push(counts.in_flight)).await;
            if seen.first() != Some(&3) {
                let at_first = seen.first().copied().unwrap_or_default();
                let cause = match at_first {
                    1 => Some("the next mirror is asked only when the one before has failed: a slow one stops it all"),
                    2 => Some("only two are asked at a time"),
                    _ => None,
                };
                let report = expected("three mirrors are asked before the first one answers")
                    .but(format!("the server saw {at_first}, and nothing else came until it answered"));
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn the_first_success_wins_and_the_others_are_given_up() {
        live(async |recording| {
            let server =
                start([1, 2, 3].iter().fold(Config::new().record(&recording), |config, &post| {
                    config.path(path(post), Behavior::holding())
                }));
            let (client, mirrors) = (client(LONG), urls(&server, [1, 2, 3]));
            let mut fetching = pin!(fetch_first(&client, &mirrors));
            until_in_flight(&recording, &server, fetching.as_mut(), 3).await;
            server.set_path("/posts/2", Behavior::new());
            let result = match select(fetching, pin!(server.settled())).await {
                Either::Left((result, _)) => result,
                Either::Right(_) => expected("the first success ends it")
                    .but("one mirror has answered, and it waits for the two that are held")
                    .looks_as_if(
                        "a success does not count before other answers are there: all of them, or those that stand \
                         before it in the list",
                    )
                    .fail(&recording),
            };
            assert_won(&recording, &result, 1, 2);
            assert_given_up(&recording, &server, 2).await;
        });
    }

    #[test]
    fn a_failure_is_no_answer() {
        live(async |recording| {
            let server = start(
                Config::new()
                    .path("/posts/1", Behavior::failing(Fault::Status(500)))
                    .path("/posts/2", Behavior::failing(Fault::ConnectionReset))
                    .path("/posts/3", Behavior::holding()),
            );
            let (client, mirrors) = (client(LONG), urls(&server, [1, 2, 3]));
            let result = stepwise(&server, fetch_first(&client, &mirrors), 1, |_| ()).await;
            assert_won(&recording, &result, 2, 3);
        });
    }

    #[test]
    fn when_all_fail_it_gives_every_error_in_the_order_of_the_mirrors() {
        live(async |recording| {
            // The first mirror fails last.
            let late = Behavior::holding().rate(1.0, Fault::Status(500));
            let server = start(
                Config::new()
                    .path("/posts/1", late)
                    .path("/posts/2", Behavior::failing(Fault::Status(404)))
                    .path("/posts/3", Behavior::failing(Fault::HalfBody)),
            );
            let (client, mirrors) = (client(LONG), urls(&server, [1, 2, 3]));
            let result = stepwise(&server, fetch_first(&client, &mirrors), 1, |_| ()).await;
            let told: Vec<String> = match result {
                Ok((place, body)) => vec![format!("none, but mirror {place} with {}", outline(&Ok(body)))],
                Err(errors) => errors.iter().map(kind).collect(),
            };
            if told != ["Status 500", "Status 404", "Body"] {
                let mut sorted = told.clone();
                sorted.sort();
                let cause = match told.len() {
                    3 if sorted == ["Body", "Status 404", "Status 500"] => {
                        Some("they stand in the order in which they came")
                    }
                    0 => Some("the errors are dropped as they come"),
                    1 if !told[0].starts_with("none") => {
                        Some("only one of the errors is kept: `select_ok` gives the last that came")
                    }
                    _ => None,
                };
                let report = expected("the errors Status 500, Status 404, Body").but(if told.is_empty() {
                    "there are none".to_owned()
                } else {
                    format!("they are {}", told.join(", "))
                });
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn without_mirrors_there_are_no_errors() {
        live(async |recording| match fetch_first(&client(LONG), &[]).await {
            Err(errors) if errors.is_empty() => {}
            Err(errors) => expected("no error").but(format!("there were {}", errors.len())).fail(&recording),
            Ok(_) => expected("no answer, as nobody was asked").but("it gave one").fail(&recording),
        });
    }
}

mod fetch_with_retry {
    use super::*;
    use ::concurrent_fetch::{Policy, RetryError, fetch_with_retry};
    use futures::FutureExt as _;
    use std::cell::Cell;
    use std::future::poll_fn;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::task::Poll;
    use std::time::Instant;

    const MILLISECOND: Duration = Duration::from_millis(1);

    /// No delay to speak of, for checks that ask for something else.
    const AT_ONCE: Policy = Policy { base: Duration::from_nanos(1), cap: Duration::from_nanos(1), retries: 3 };

    const POLICY: Policy = Policy { base: Duration::from_millis(100), cap: Duration::from_millis(400), retries: 5 };

    /// The longest delay before each retry of the policy above: doubled, and then capped.
    const BOUNDS: [Duration; 5] = [
        Duration::from_millis(100),
        Duration::from_millis(200),
        Duration::from_millis(400),
        Duration::from_millis(400),
        Duration::from_millis(400),
    ];

    fn outline_of(result: &Result<String, RetryError>) -> String {
        match result {
            Ok(body) => outline(&Ok(body.clone())),
            Err(error) => format!("the errors {}", error.attempts.iter().map(kind).collect::<Vec<_>>().join(", ")),
        }
    }

    /// More requests than any policy here asks for.
    const MANY: u64 = 40;

    /// Done when the server has seen more requests than any that ends sends.
    async fn too_many(server: &ApiServer) {
        // Whatever sends a request or gets an answer has this polled as well.
        poll_fn(|_| if server.counts().started > MANY { Poll::Ready(()) } else { Poll::Pending }).await;
    }

    /// What `work` gives, unless it sends requests for ever.
    async fn unless_endless<T>(recording: &Recording, server: &ApiServer, work: impl Future<Output = T>) -> T {
        match select(pin!(work), pin!(too_many(server))).await {
            Either::Left((done, _)) => done,
            Either::Right(_) => expected("after three retries it gives up")
                .but(format!("the server saw more than {MANY} requests"))
                .looks_as_if("nothing ends the retries while the attempts fail")
                .fail(recording),
        }
    }

    /// The same future, and how much real time passes within its polls.
    async fn measured<T>(polled: &Cell<Duration>, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        poll_fn(|cx| {
            let started = Instant::now();
            let result = work.as_mut().poll(cx);
            polled.set(polled.get() + started.elapsed());
            result
        })
        .await
    }

    /// Runs `work` until the server's counts are as wanted, or nothing moves any more although they are not. `None` when
    /// `work` is done before that.
    async fn until<F: Future>(
        server: &ApiServer,
        work: &mut Pin<&mut F>,
        holds: impl FnMut(&Counts) -> bool,
    ) -> Option<Result<Counts, Counts>> {
        match select(work.as_mut(), select(pin!(server.reaches(holds)), pin!(too_many(server)))).await {
            Either::Left(_) => None,
            Either::Right((Either::Left((counts, _)), _)) => Some(counts),
            Either::Right((Either::Right(_), _)) => Some(Err(server.counts())),
        }
    }

    /// Runs `work` until it sends its first request. It may wait before that, for no time.
    async fn until_begun<F: Future>(server: &ApiServer, work: &mut Pin<&mut F>) {
        if requests_by_then(server, work).await == 0 {
            // Even a sleep of no time is one until the next millisecond.
            tokio::time::advance(MILLISECOND).await;
        }
    }

    /// Runs `work` until nothing moves any more, and tells how many requests there were by then.
    async fn requests_by_then<F: Future>(server: &ApiServer, work: &mut Pin<&mut F>) -> u64 {
        let _ = select(work.as_mut(), select(pin!(server.settled()), pin!(too_many(server)))).await;
        server.counts().started
    }

    #[test]
    fn each_delay_lies_between_zero_and_a_bound_that_doubles_up_to_the_cap() {
        live(async |recording| {
            for seed in 0..500 {
                let delays: Vec<Duration> = POLICY.delays(seed).take(10).collect();
                if delays.len() != 5 {
                    let cause = match delays.len() {
                        6 => Some("the first attempt has one too: it is the retries that are counted"),
                        10 => Some("they never end"),
                        _ => None,
                    };
                    let report = expected("five delays for five retries").but(match delays.len() {
                        10 => "there are ten and more".to_owned(),
                        count => format!("there are {count}"),
                    });
                    report.looks_as_if_any(cause).fail(&recording);
                }
                for (retry, (delay, bound)) in delays.iter().zip(BOUNDS).enumerate() {
                    if *delay > bound {
                        let doubled = BOUNDS[0] * 2_u32.pow(retry as u32);
                        let cause = match *delay {
                            delay if retry == 0 && delay <= BOUNDS[1] => {
                                Some("the bound is doubled before the first retry already: its number is 0")
                            }
                            delay if delay <= doubled => Some("the cap is missing"),
                            _ => None,
                        };
                        let report = expected(format!("the delay before retry {retry} is at most {bound:?}"))
                            .but(format!("it is {delay:?}"));
                        report.looks_as_if_any(cause).fail(&recording);
                    }
                }
            }
        });
    }

    #[test]
    fn the_delays_are_spread_evenly() {
        live(async |recording| {
            for (retry, bound) in BOUNDS.into_iter().enumerate() {
                let mut drawn: Vec<Duration> = (0..1000).filter_map(|seed| POLICY.delays(seed).nth(retry)).collect();
                drawn.sort();
                // Each tenth of the range gets a tenth of the draws, 100. That it gets less than 50 or more than 160
                // has a chance of less than one in ten million, once for all: the seeds are always the same.
                for tenth in 0..10 {
                    let (from, to) = (bound * tenth / 10, bound * (tenth + 1) / 10);
                    let inside = drawn.iter().filter(|&&delay| delay >= from && delay < to).count();
                    if !(50..=160).contains(&inside) {
                        let at_the_bound = drawn.iter().filter(|&&delay| delay == bound).count();
                        let cause = if drawn.first() == drawn.last() {
                            Some("there is no jitter: clients that failed together come back together")
                        } else if at_the_bound > 160 {
                            Some("a delay is drawn and then cut at the cap: the cap is for the bound, before the draw")
                        } else if tenth < 5 && inside == 0 {
                            Some("the jitter is not full: a part of the delay is fixed")
                        } else {
                            None
                        };
                        let report = expected(format!(
                            "the delays before retry {retry} are spread evenly from zero to {bound:?}"
                        ))
                        .but(format!(
                            "of 1000, {inside} lie between {from:?} and {to:?}, and it should be some 100 in each tenth"
                        ));
                        report.looks_as_if_any(cause).fail(&recording);
                    }
                }
            }
            // A delay is some part of its bound. With one seed it may happen to be nearly the same before all retries, but
            // not with half of fifty. It is not always the same: a generator throws some of its numbers away.
            let same_parts = (0..50).filter(|&seed| {
                let delays: Vec<Duration> = POLICY.delays(seed).take(5).collect();
                let parts = || delays.iter().zip(BOUNDS).map(|(delay, bound)| delay.div_duration_f64(bound));
                parts().all(|part| parts().all(|other| (part - other).abs() < 0.01))
            });
            if same_parts.count() >= 25 {
                expected("each delay of a policy is drawn by itself")
                    .but(format!(
                        "with most seeds each one is the same part of its bound: seed 1 gives {:?}",
                        POLICY.delays(1).take(5).collect::<Vec<_>>()
                    ))
                    .looks_as_if(
                        "chance is seeded anew for each delay: the generator is made once, before the first delay is \
                         drawn",
                    )
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn equal_seeds_give_equal_delays() {
        live(async |recording| {
            let delays = |seed| POLICY.delays(seed).take(5).collect::<Vec<_>>();
            if delays(7) != delays(7) {
                expected("a seed gives the same delays each time")
                    .but(format!("seed 7 gave {:?}, and then {:?}", delays(7), delays(7)))
                    .looks_as_if("another source of chance is used than one made from the seed")
                    .fail(&recording);
            }
            if delays(7) == delays(8) {
                expected("different seeds give different delays")
                    .but(format!("the seeds 7 and 8 both gave {:?}", delays(7)))
                    .looks_as_if("the seed is not used")
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn no_delay_overflows() {
        live(async |recording| {
            let hour = Duration::from_secs(3600);
            let policy = Policy { base: Duration::from_secs(1), cap: hour, retries: 100 };
            let longest = whole(&recording, &policy, "1s").into_iter().max().unwrap_or_default();
            if longest > hour || longest < hour / 2 {
                expected("of a hundred retries, some wait nearly for the cap of an hour, and none longer")
                    .but(format!("the longest delay is {longest:?}"))
                    .fail(&recording);
            }
            let drawn: Vec<Vec<Duration>> = (0..50).map(|seed| policy.delays(seed).take(100).collect()).collect();
            for retry in 12..100 {
                let longest = drawn.iter().filter_map(|delays| delays.get(retry)).max().copied().unwrap_or_default();
                if longest < hour / 2 {
                    expected(format!("before retry {retry} the bound is the cap, an hour"))
                        .but(format!("the longest of fifty delays is {longest:?}"))
                        .looks_as_if("the doubling wraps round where its number is full, and the bound is small again")
                        .fail(&recording);
                }
            }
            let policy = Policy { base: Duration::MAX, ..policy };
            let longest = whole(&recording, &policy, "Duration::MAX").into_iter().max().unwrap_or_default();
            if longest > hour || longest < hour / 2 {
                expected("with a base of `Duration::MAX`, too, some retries wait nearly for the cap of an hour")
                    .but(format!("the longest delay is {longest:?}"))
                    .fail(&recording);
            }
        });
    }

    /// All delays of a policy with a hundred retries. None may panic.
    fn whole(recording: &Recording, policy: &Policy, base: &str) -> Vec<Duration> {
        let mut delays = policy.delays(1);
        let mut drawn = Vec::new();
        while drawn.len() < 100 {
            match catch_unwind(AssertUnwindSafe(|| delays.next())) {
                Ok(Some(delay)) => drawn.push(delay),
                Ok(None) => break,
                Err(panic) => {
                    let message = panic.downcast_ref::<String>().map(String::as_str);
                    let message = message.or(panic.downcast_ref::<&str>().copied()).unwrap_or("it panicked");
                    let cause = if message.contains("shift") {
                        Some("a number is shifted by more bits than it has: `checked_shl`, or `saturating_pow` of 2")
                    } else if message.contains("duration") {
                        Some("a `Duration` is doubled beyond the longest that there is: `saturating_mul` stops there")
                    } else if message.contains("NaN") {
                        Some("a float becomes a `Duration` before the cap bounds it")
                    } else if message.contains("multiply") {
                        Some("2^n grows beyond its number, as in `2_u32.pow(32)`: `saturating_pow` stops there")
                    } else {
                        None
                    };
                    let report = expected(format!("a base of {base} and a hundred retries: nothing overflows"))
                        .but(format!("the delay before retry {} panicked: {message}", drawn.len()));
                    report.looks_as_if_any(cause).fail(recording);
                }
            }
        }
        drawn
    }

    #[test]
    fn tries_again_what_may_pass() {
        live(async |recording| {
            let faults = [
                Fault::Status(429),
                Fault::Status(502),
                Fault::Status(503),
                Fault::Status(504),
                Fault::ConnectionReset,
                Fault::NoAnswer,
            ];
            for fault in faults {
                let server = start(Config::new().path("/posts/3", Behavior::new().script([fault])));
                let (client, url) = (client(LONG), server.url_of("/posts/3"));
                let fetching = fetch_with_retry(&client, &url, &AT_ONCE);
                let result = if fault == Fault::NoAnswer {
                    let _clock = StoppedClock::stop();
                    let mut fetching = pin!(fetching.fuse());
                    until_begun(&server, &mut fetching).await;
                    // The client's time, and then the delay, which may be waited for in several parts.
                    let mut result = for_time(&server, fetching.as_mut(), LONG + SECOND).await;
                    for _ in 0..2 {
                        if result.is_none() {
                            result = for_time(&server, fetching.as_mut(), SECOND).await;
                        }
                    }
                    match result {
                        None => to_the_end(&server, fetching, SECOND).await,
                        done => done,
                    }
                } else {
                    Some(unless_endless(&recording, &server, fetching).await)
                };
                let told = result.as_ref().map_or_else(|| "nothing".to_owned(), outline_of);
                if told != "post 3" {
                    let cause = match &result {
                        Some(Err(error)) if error.attempts.len() == 1 => {
                            Some("it counts as final, although it may pass")
                        }
                        _ => None,
                    };
                    let report = expected(format!("after `{fault}` it is tried again, and post 3 comes"))
                        .but(format!("it gave {told}"));
                    report.looks_as_if_any(cause).fail(&recording);
                }
            }
        });
    }

    #[test]
    fn does_not_try_again_what_will_not_pass() {
        live(async |recording| {
            let faults = [
                Fault::Status(400),
                Fault::Status(401),
                Fault::Status(403),
                Fault::Status(404),
                Fault::Status(500),
                Fault::Status(501),
                Fault::HalfBody,
            ];
            for fault in faults {
                let server = start(Config::new().path("/posts/3", Behavior::failing(fault)));
                let (client, url) = (client(LONG), server.url_of("/posts/3"));
                let fetching = fetch_with_retry(&client, &url, &AT_ONCE);
                let result = unless_endless(&recording, &server, fetching).await;
                let requests = server.settled().await.started;
                if requests != 1 || result.as_ref().is_ok() {
                    let cause = match &result {
                        Ok(body) if body.is_empty() => "an error is swallowed, and an empty text stands in its place",
                        _ => {
                            "more is tried again than what may pass by itself: a timeout, a failed connection, and the \
                             statuses 429, 502, 503 and 504"
                        }
                    };
                    expected(format!("`{fault}` is final: one request, and its error"))
                        .but(format!("the requests were {requests}, and it gave {}", outline_of(&result)))
                        .looks_as_if(cause)
                        .fail(&recording);
                }
            }
            let result = fetch_with_retry(&client(LONG), "posts/3", &AT_ONCE).await;
            if outline_of(&result) != "the errors Request" {
                let cause = result.as_ref().is_err_and(|error| error.attempts.len() > 1);
                let report = expected("what is no address is final: one attempt, with the error `Request`")
                    .but(format!("it gave {}", outline_of(&result)));
                report.looks_as_if_any(cause.then_some("what can never be a request is tried again")).fail(&recording);
            }
        });
    }

    #[test]
    fn gives_up_after_the_last_retry_and_tells_every_attempt() {
        live(async |recording| {
            let script = [503, 429, 502, 504, 503].map(Fault::Status);
            let server = start(Config::new().path("/posts/3", Behavior::new().script(script)));
            let (client, url) = (client(LONG), server.url_of("/posts/3"));
            let fetching = fetch_with_retry(&client, &url, &AT_ONCE);
            let result = unless_endless(&recording, &server, fetching).await;
            let requests = server.settled().await.started;
            if requests != 4 {
                let cause = match requests {
                    3 => Some("the first attempt is counted as a retry"),
                    5 => Some("there is one retry too many: the first attempt comes before all of them"),
                    _ if result.is_ok() => Some("nothing ends the retries while the attempts fail"),
                    _ => None,
                };
                let report = expected("four requests: the first attempt and three retries")
                    .but(format!("the server saw {requests}"));
                report.looks_as_if_any(cause).fail(&recording);
            }
            let told = outline_of(&result);
            if told != "the errors Status 503, Status 429, Status 502, Status 504" {
                let cause = match &result {
                    Ok(body) if body.is_empty() => Some("an error is swallowed, and an empty text stands in its place"),
                    Err(error) if error.attempts.len() == 1 => Some("only one of the attempts is told"),
                    Err(error) if error.attempts.len() == 3 => Some("one of the attempts is not told"),
                    Err(error) if error.attempts.len() == 4 && told.ends_with("Status 503") => {
                        Some("the last attempt is told first")
                    }
                    _ => None,
                };
                let report =
                    expected("the errors of all four attempts: Status 503, Status 429, Status 502, Status 504")
                        .but(format!("it gave {told}"));
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn waits_before_each_retry_as_the_policy_says() {
        live(async |recording| {
            let policy = Policy { retries: 8, ..POLICY };
            let bounds = BOUNDS.into_iter().chain([POLICY.cap; 3]);
            let server = start(Config::new().path("/posts/3", Behavior::failing(Fault::Status(503))));
            let (client, url) = (client(LONG), server.url_of("/posts/3"));
            let _clock = StoppedClock::stop();
            let polled = Cell::new(Duration::ZERO);
            let mut work = pin!(measured(&polled, fetch_with_retry(&client, &url, &policy)).fuse());
            let (mut moves, mut at_once, mut at_the_bound) = (0, 0, 0);
            until_begun(&server, &mut work).await;
            for (retry, bound) in (0_u64..).zip(bounds) {
                let is_next = |counts: &Counts| counts.started >= retry + 2;
                let failed = until(&server, &mut work, |counts| counts.answered > retry).await;
                let requests = requests_by_then(&server, &mut work).await;
                if failed.is_none() || requests > MANY {
                    break;
                }
                moves += 1;
                // Even a sleep of no time is one until the next millisecond.
                tokio::time::advance(MILLISECOND).await;
                if requests_by_then(&server, &mut work).await >= retry + 2 {
                    at_once += 1;
                    continue;
                }
                tokio::time::advance(bound * 9 / 10).await;
                if requests_by_then(&server, &mut work).await >= retry + 2 {
                    continue;
                }
                tokio::time::advance(bound / 10).await;
                at_the_bound += 1;
                if matches!(until(&server, &mut work, is_next).await, Some(Err(_))) {
                    expected(format!("retry {retry} comes at most {bound:?} after the failure before"))
                        .but("after that time of tokio's clock there was none")
                        .fail(&recording);
                }
            }
            until(&server, &mut work, |counts| counts.answered >= 9).await;
            tokio::time::advance(MILLISECOND).await;
            let requests = requests_by_then(&server, &mut work).await;
            if requests > 9 {
                let more = if requests > MANY { " and more" } else { "" };
                expected("nine requests: the first attempt and eight retries")
                    .but(format!("the server saw {requests}{more}"))
                    .looks_as_if("the retries do not end when the policy's delays do")
                    .fail(&recording);
            }
            if requests < 9 {
                expected("nine requests: the first attempt and eight retries")
                    .but(format!("the server saw {requests}"))
                    .fail(&recording);
            }
            if at_once == 8 || moves == 0 {
                // Real time chooses the words here, and not the verdict.
                let cause = if polled.get() > POLICY.base / 2 {
                    "the thread is put to sleep, and with it all else that runs on it: `tokio::time::sleep(..).await` waits"
                } else {
                    "nothing is waited for: `tokio::time::sleep(..).await` waits"
                };
                expected("delays before the retries, on tokio's clock")
                    .but("the retries came while the clock stood still")
                    .looks_as_if(cause)
                    .fail(&recording);
            }
            if at_the_bound == 8 {
                expected("each wait is drawn between zero and its bound")
                    .but("each of the eight was longer than nine tenths of its bound")
                    .looks_as_if("the policy's delays are not used, and there is no jitter")
                    .fail(&recording);
            }
            assert_waits_although_it_need_not(&recording).await;
        });
    }

    /// The same, on a clock that is stopped, when the server would take the retry at once.
    async fn assert_waits_although_it_need_not(recording: &Recording) {
        // That a delay of a millisecond is drawn has a chance of one in a thousand million.
        let days = Duration::from_secs(1_000_000);
        let policy = Policy { base: days, cap: days, retries: 1 };
        let fault = Fault::TooManyRequests { retry_after: RetryAfter::Seconds(0) };
        let server = start(Config::new().path("/posts/3", Behavior::failing(fault)));
        let (client, url) = (client(LONG), server.url_of("/posts/3"));
        let mut work = pin!(fetch_with_retry(&client, &url, &policy).fuse());
        until_begun(&server, &mut work).await;
        until(&server, &mut work, |counts| counts.answered >= 1).await;
        requests_by_then(&server, &mut work).await;
        tokio::time::advance(MILLISECOND).await;
        if requests_by_then(&server, &mut work).await > 1 {
            expected("after `Retry-After: 0`, too, the retry waits for the delay of the policy: here some days")
                .but("it came within a millisecond of tokio's clock")
                .looks_as_if("`Retry-After` takes the place of the delay: what counts is the longer of the two")
                .fail(recording);
        }
    }

    #[test]
    fn each_call_draws_its_own_delays() {
        live(async |recording| {
            const CALLS: u64 = 10;
            let longest = Duration::from_millis(800);
            let policy = Policy { base: longest, cap: longest, retries: 1 };
            let server = start(Config::new().path("/posts/3", Behavior::failing(Fault::Status(503))));
            let (client, url) = (client(LONG), server.url_of("/posts/3"));
            let _clock = StoppedClock::stop();
            let mut work =
                pin!(futures::future::join_all((0..CALLS).map(|_| fetch_with_retry(&client, &url, &policy))).fuse());
            until_begun(&server, &mut work).await;
            until(&server, &mut work, |counts| counts.answered >= CALLS).await;
            let mut seen = CALLS;
            for _ in 0..=10 {
                let requests = requests_by_then(&server, &mut work).await;
                if requests == seen + CALLS {
                    expected("calls that fail at the same moment do not come back together")
                        .but(format!("all {CALLS} came within a tenth of the longest delay"))
                        .looks_as_if("the seed is always the same, or the policy's delays are not used")
                        .fail(&recording);
                }
                seen = requests;
                tokio::time::advance(longest / 10).await;
            }
        });
    }

    #[test]
    fn does_not_come_back_before_retry_after() {
        live(async |recording| {
            let asked_for = Duration::from_secs(10);
            let fault = Fault::TooManyRequests { retry_after: RetryAfter::Seconds(10) };
            let server = start(Config::new().path("/posts/3", Behavior::new().script([fault])));
            let (client, url) = (client(LONG), server.url_of("/posts/3"));
            let _clock = StoppedClock::stop();
            let mut work = pin!(fetch_with_retry(&client, &url, &POLICY).fuse());
            until_begun(&server, &mut work).await;
            until(&server, &mut work, |counts| counts.answered >= 1).await;
            // The client has read the answer, and waits.
            let mut requests = requests_by_then(&server, &mut work).await;
            let mut waited = Duration::ZERO;
            // Past the longest delay, past the cap, and nearly to the end. A sleep ends with the millisecond after its time.
            let steps = [101, 300, 9598].map(Duration::from_millis);
            for step in steps {
                if requests == 1 {
                    tokio::time::advance(step).await;
                    waited += step;
                    requests = requests_by_then(&server, &mut work).await;
                }
            }
            if requests > 1 {
                let cause = if waited <= steps[0] {
                    Some("`retry_after` of the error is not looked at, or the shorter of the two waits is taken")
                } else if waited <= steps[0] + steps[1] {
                    Some("the policy's cap cuts what the server asks for")
                } else {
                    None
                };
                let report =
                    expected(format!("the server asks for {asked_for:?}, and the retry does not come before that"))
                        .but(format!("it came within {waited:?} of tokio's clock"));
                report.looks_as_if_any(cause).fail(&recording);
            }
            // The delay may begin when what the server asks for is over.
            tokio::time::advance(2 * MILLISECOND).await;
            requests_by_then(&server, &mut work).await;
            tokio::time::advance(BOUNDS[0] + MILLISECOND).await;
            if matches!(until(&server, &mut work, |counts| counts.started >= 2).await, Some(Err(_))) {
                expected(format!("the retry comes at most {:?} after the failure", asked_for + BOUNDS[0]))
                    .but("after that time of tokio's clock there was none")
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn dropped_it_sends_no_more() {
        live(async |recording| {
            let server = holding(&recording);
            let (client, url) = (client(LONG), server.url_of("/posts/3"));
            let mut fetching = Box::pin(fetch_with_retry(&client, &url, &AT_ONCE));
            until_in_flight(&recording, &server, fetching.as_mut(), 1).await;
            drop(fetching);
            assert_given_up(&recording, &server, 1).await;
        });
    }

    #[test]
    fn says_in_its_error_what_the_server_said() {
        live(async |recording| {
            let server = start(Config::new().path("/posts/3", Behavior::failing(Fault::Status(404))));
            let result = fetch_with_retry(&client(LONG), &server.url_of("/posts/3"), &AT_ONCE).await;
            match result {
                Err(RetryError { attempts }) => match &attempts[..] {
                    [FetchError::Status { status: StatusCode::NOT_FOUND, .. }] => {}
                    other => expected("one attempt, and its 404").but(format!("{other:?}")).fail(&recording),
                },
                Ok(body) => expected("the error of a 404").but(format!("it gave {body:?}")).fail(&recording),
            }
        });
    }
}
