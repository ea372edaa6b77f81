//! The checks of chapter 6. Each module is a task, and each test is a sentence about what the code does.
//!
//! The same file checks the exercise and the reference solution. There is nothing to edit here.
//!
//! Servers are real ones, on this machine, and they count the requests. Checks without a server use sources that are
//! defined in this file, outside the library, on tokio's paused clock.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use api_server::testing::{assert_given_up, stepwise, until_in_flight};
use api_server::{ApiServer, Behavior, Config as Apis, Counts, Fault, Route};
use concurrent_fetch::FetchError;
use futures::future::{BoxFuture, Either, select};
use futures::{FutureExt as _, StreamExt as _};
use pollscope::Recording;
use pollscope::report::{count, expected};
use pollscope::testing::{live, paused};
use reqwest::Client;
use reqwest::header::{HeaderName, HeaderValue};
use serde_json::{Value, json};
use three_api_pipeline::{BadItem, Config, Data, ErrorKind, Fetched, Item, Record, Source, SourceError};
use tokio::time::{Instant, sleep};

/// The sources that come with the chapter, in their order.
const APIS: [(&str, Route); 3] = [("github", Route::Repositories), ("posts", Route::Posts), ("users", Route::Users)];

/// Creates a client with a timeout that never expires, for checks of something else.
fn patient() -> Client {
    concurrent_fetch::client(Duration::from_secs(60)).expect("the client can be built")
}

/// Creates a client whose requests have a header that no other client sends.
fn marked() -> Client {
    let headers = [(MARK, HeaderValue::from_static("yes"))].into_iter().collect();
    let marked = Client::builder().user_agent("streamlings").default_headers(headers);
    marked.no_proxy().build().expect("the client can be built")
}

const MARK: HeaderName = HeaderName::from_static("made-by-the-check");

/// Asserts that the client of [`marked`] sent all requests.
#[track_caller]
fn assert_marked(recording: &Recording, server: &ApiServer) {
    let requests = server.requests().kept;
    let foreign = requests.iter().filter(|request| request.header(MARK.as_str()).is_none()).count();
    if foreign > 0 {
        expected("the given client sends all requests")
            .but(format!("{} sent by another one", count(foreign, "request was", "requests were")))
            .looks_as_if("it makes a client for each request, so no connection is reused, and no setting is kept")
            .fail(recording);
    }
}

fn start(apis: Apis) -> ApiServer {
    ApiServer::start(apis.seed(6)).expect("a server can listen on this machine")
}

/// Starts a server that holds all requests until they are released.
fn holding() -> ApiServer {
    start(APIS.into_iter().fold(Apis::new(), |apis, (_, route)| apis.route(route, Behavior::holding())))
}

/// A source that is defined outside the library. It returns its items after `takes`, without a server.
#[derive(Clone)]
struct Words {
    name: String,
    items: Option<Vec<Value>>,
    takes: Duration,
    seen: Arc<Seen>,
}

/// Counters of the fetches and transforms of a check's sources.
#[derive(Default)]
struct Seen {
    fetched: AtomicUsize,
    in_flight: AtomicUsize,
    most_in_flight: AtomicUsize,
    given_up: AtomicUsize,
    transformed: AtomicUsize,
}

impl Words {
    fn new(name: &str, words: &[&str], seen: &Arc<Seen>) -> Words {
        let items = Some(words.iter().map(|&word| Value::from(word)).collect());
        Words { name: name.to_owned(), items, takes: Duration::ZERO, seen: Arc::clone(seen) }
    }

    fn failing(name: &str, seen: &Arc<Seen>) -> Words {
        Words { items: None, ..Words::new(name, &[], seen) }
    }

    /// Appends items of any kind.
    fn and(mut self, items: impl IntoIterator<Item = Value>) -> Words {
        self.items.get_or_insert_default().extend(items);
        self
    }

    fn takes(self, seconds: u64) -> Words {
        Words { takes: Duration::from_secs(seconds), ..self }
    }

    /// Returns its result without fetching.
    fn fetched(&self) -> Fetched<'_> {
        Fetched { source: self, result: self.result() }
    }

    fn result(&self) -> Result<Vec<Value>, SourceError> {
        let broken = || SourceError::new(&self.name, ErrorKind::Outside("it is broken".into()));
        self.items.clone().ok_or_else(broken)
    }
}

impl Source for Words {
    fn name(&self) -> &str {
        &self.name
    }

    fn fetch<'a>(&'a self, _: &'a Client) -> BoxFuture<'a, Result<Vec<Value>, SourceError>> {
        let fetching = async {
            let fetching = Fetching::begin(&self.seen);
            if !self.takes.is_zero() {
                sleep(self.takes).await;
            }
            fetching.end();
            self.result()
        };
        // Only a source that takes time is worth a line in the picture.
        if self.takes.is_zero() { fetching.boxed() } else { pollscope::future(self.name.clone(), fetching).boxed() }
    }

    fn transform(&self, item: &Value) -> Result<Record, BadItem> {
        self.seen.transformed.fetch_add(1, Relaxed);
        let word = item.as_str().ok_or_else(|| BadItem::mistyped("word", "a text"))?;
        let length = i64::try_from(word.len()).unwrap_or(i64::MAX);
        Ok(Record { source: self.name.clone().into(), name: word.to_owned(), data: Data::Number(length) })
    }
}

/// A fetch in flight. Dropping it before its end counts as cancelled.
struct Fetching<'s> {
    seen: &'s Seen,
    ended: bool,
}

impl Fetching<'_> {
    fn begin(seen: &Seen) -> Fetching<'_> {
        seen.fetched.fetch_add(1, Relaxed);
        let in_flight = seen.in_flight.fetch_add(1, Relaxed) + 1;
        seen.most_in_flight.fetch_max(in_flight, Relaxed);
        Fetching { seen, ended: false }
    }

    fn end(mut self) {
        self.ended = true;
    }
}

impl Drop for Fetching<'_> {
    fn drop(&mut self) {
        self.seen.in_flight.fetch_sub(1, Relaxed);
        if !self.ended {
            self.seen.given_up.fetch_add(1, Relaxed);
        }
    }
}

/// Returns true if both are the same source, and not only of the same name.
fn is_same(one: &dyn Source, other: &dyn Source) -> bool {
    std::ptr::addr_eq(one, other)
}

fn config(sources: impl IntoIterator<Item = Words>) -> Config {
    let empty = Config { client: patient(), sources: Vec::new() };
    sources.into_iter().fold(empty, Config::with)
}

/// Describes an error by the name of its source and by its kind.
fn kind(error: &SourceError) -> String {
    let kind = match &error.kind {
        ErrorKind::Fetch(FetchError::Request(_)) => "Request".to_owned(),
        ErrorKind::Fetch(FetchError::Status { status, .. }) => format!("Status {}", status.as_u16()),
        ErrorKind::Fetch(FetchError::Timeout) => "Timeout".to_owned(),
        ErrorKind::Fetch(FetchError::Connection(_)) => "Connection".to_owned(),
        ErrorKind::Fetch(FetchError::Body(_)) => "Body".to_owned(),
        ErrorKind::NotJson(_) => "NotJson".to_owned(),
        ErrorKind::NoItems => "NoItems".to_owned(),
        ErrorKind::BadItem(bad) => format!("BadItem {}", bad.field),
        ErrorKind::Unknown { known } => format!("Unknown, known are {}", known.join(" ")),
        ErrorKind::Outside(_) => "Outside".to_owned(),
        _ => "an unknown kind".to_owned(),
    };
    format!("{}: {kind}", error.name)
}

/// Describes a record, or an error, in a few words.
fn describe(record: &Result<Record, SourceError>) -> String {
    match record {
        Ok(Record { source, name, data: Data::Text(text) }) => format!("{source}: {name} ({text:?})"),
        Ok(Record { source, name, data: Data::Number(number) }) => format!("{source}: {name} ({number})"),
        Err(error) => kind(error),
    }
}

fn describe_all(records: &[Result<Record, SourceError>]) -> String {
    listed(records.iter().map(describe))
}

fn listed(parts: impl IntoIterator<Item = impl Into<String>>) -> String {
    let parts: Vec<String> = parts.into_iter().map(Into::into).collect();
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
}

/// Returns the cause, if the sources were not asked for a single record.
fn never_transformed(seen: &Seen) -> Option<&'static str> {
    (seen.transformed.load(Relaxed) == 0).then_some(
        "the records are made by functions that know only three names: `source.transform` works for any source",
    )
}

mod fetch {
    use super::*;
    use ::three_api_pipeline::{client, fetch_github_repos, fetch_posts, fetch_users};
    use std::cmp::Ordering::{Equal, Greater, Less};
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::sync::mpsc::{Sender, channel};
    use std::thread;

    /// The ten seconds, less a millisecond.
    const ALMOST: Duration = Duration::from_millis(9_999);

    type Items = Result<Vec<Value>, SourceError>;

    /// Returns the library's client, and fails if it does not reach a server on this machine directly: with a proxy,
    /// every other check would fail, too.
    async fn made(recording: &Recording) -> Client {
        let client = client().expect("the client can be built");
        let server = start(Apis::new());
        let asking = pin!(client.get(server.url_of("/posts")).send());
        let _ = select(asking, pin!(server.reaches(|counts| counts.started > 0))).await;
        if server.counts().started == 0 {
            let variables = ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
            let variable = variables.into_iter().find(|variable| std::env::var_os(variable).is_some());
            let by =
                variable.map_or_else(String::new, |variable| format!(", and `{variable}` is set in your environment"));
            expected("a request of the client reaches a server on this machine")
                .but("the server saw none")
                .looks_as_if(format!("the client uses a proxy{by}: `no_proxy()` makes it connect directly"))
                .fail(recording);
        }
        client
    }

    async fn fetched(name: &str, client: &Client, base: &str) -> Items {
        match name {
            "github" => fetch_github_repos(client, base).await,
            "posts" => fetch_posts(client, base).await,
            _ => fetch_users(client, base).await,
        }
    }

    /// Describes the result in a few words.
    fn outline(items: &Items) -> String {
        match items {
            Ok(items) => count(items.len(), "item", "items"),
            Err(error) => kind(error),
        }
    }

    #[track_caller]
    fn assert_outline(recording: &Recording, items: &Items, wanted: &str, situation: &str) {
        let got = outline(items);
        if got == wanted {
            return;
        }
        let (_, wanted_kind) = wanted.split_once(": ").unwrap_or_default();
        let (_, got_kind) = got.split_once(": ").unwrap_or_default();
        let is_failed_fetch = wanted_kind.starts_with("Status");
        let cause = if !got_kind.is_empty() && got_kind == wanted_kind {
            Some("the error has the name of another source")
        } else if items.as_ref().is_ok_and(Vec::is_empty) && !wanted_kind.is_empty() {
            Some("an error is replaced by an empty list")
        } else if is_failed_fetch && ["NotJson", "NoItems"].contains(&got_kind) {
            Some("it does not check the status: an error response has a body, too, and it uses that as the list")
        } else if wanted_kind == "NoItems" && got_kind == "NotJson" {
            Some("it parses the body into a type that does not fit: the body is JSON, but not the expected one")
        } else if got_kind == "Connection" && (is_failed_fetch || ["Timeout", "Body"].contains(&wanted_kind)) {
            Some("it reports every failure as `Connection`: a status, a timeout and a body have errors of their own")
        } else if wanted == "5 items" && got_kind == "Status 403" {
            Some("there is no `User-Agent`: reqwest sends no `User-Agent` by itself, and GitHub responds with 403")
        } else {
            None
        };
        expected(format!("for {situation}: {wanted}"))
            .but(format!("it returned {got}"))
            .looks_as_if_any(cause)
            .fail(recording);
    }

    #[test]
    fn gives_the_items_of_each_api_as_they_came() {
        live(async |recording| {
            let server = start(Apis::new());
            for (name, field) in [("github", "stargazers_count"), ("posts", "title"), ("users", "email")] {
                let items = fetched(name, &made(&recording).await, server.url()).await;
                let has_a_count = server.requests().kept.last().is_none_or(|request| request.target.contains("=5"));
                if !has_a_count && items.as_ref().is_ok_and(|items| items.len() != 5) {
                    expected(format!("for {name}: 5 items"))
                        .but(format!("it returned {}", outline(&items)))
                        .looks_as_if(
                            "the query does not say how many items it wants, so the API sends its default number",
                        )
                        .fail(&recording);
                }
                assert_outline(&recording, &items, "5 items", name);
                let items = items.expect("the outline has been checked");
                let whole = items.iter().filter(|item| item.get(field).is_some()).count();
                if whole != 5 {
                    expected(format!("five items of {name}, each with its `{field}`"))
                        .but(format!("{} had one", count(whole, "item", "items")))
                        .fail(&recording);
                }
                let order: Vec<&Value> = items.iter().filter_map(|item| item.get("id")).collect();
                if name == "posts" && order != [1, 2, 3, 4, 5] {
                    expected("the posts 1 to 5, in this order").but(format!("{order:?}")).fail(&recording);
                }
            }
            // Items as the three APIs may send them one day: with all the fields that are used, and with new ones.
            let sent = [
                json!({ "id": 9, "name": "kelp", "stargazers_count": 3, "title": "on kelp", "email": "k@sea", "new": [1] }),
                json!({ "id": 2, "name": "krill", "stargazers_count": 5, "title": "on krill", "email": null }),
            ];
            for (name, _) in APIS {
                let body = match name {
                    "github" => json!({ "total_count": 2, "items": sent }),
                    "posts" => json!(sent),
                    _ => json!({ "results": sent, "info": {} }),
                };
                let (base, _more) = trickling(answer_of(&body.to_string()));
                let items = fetched(name, &made(&recording).await, &base).await;
                assert_outline(&recording, &items, "2 items", &format!("{name}, which sent two"));
                let items = items.expect("the outline has been checked");
                if items != sent {
                    assert_same(&recording, &items, &sent);
                }
            }
        });
    }

    fn answer_of(body: &str) -> String {
        format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())
    }

    #[track_caller]
    fn assert_same(recording: &Recording, items: &[Value], sent: &[Value]) {
        let fields =
            |items: &[Value]| items.iter().filter_map(Value::as_object).map(serde_json::Map::len).sum::<usize>();
        let cause = match fields(items).cmp(&fields(sent)) {
            Greater => Some("it writes something into the items: their source belongs beside them, not inside"),
            Less => Some("it copies some fields into new items, and the others are lost"),
            Equal => None,
        };
        let report = expected(format!("the items unchanged: {}", json!(sent)));
        report.but(format!("it returned {}", json!(items))).looks_as_if_any(cause).fail(recording);
    }

    #[test]
    fn asks_for_five_of_each() {
        live(async |recording| {
            let server = start(Apis::new());
            for (name, wanted) in [
                ("github", "/search/repositories?per_page=5&q=language:python&sort=stars"),
                ("posts", "/posts?_limit=5"),
                ("users", "/api/?results=5"),
            ] {
                let before = server.requests().kept.len();
                let _ = fetched(name, &marked(), server.url()).await;
                let requested: Vec<String> =
                    server.requests().kept.iter().skip(before).map(|request| in_order(&request.target)).collect();
                if requested != [wanted] {
                    expected(format!("one request to {name}, for {wanted}"))
                        .but(format!("it requested {}", listed(requested)))
                        .fail(&recording);
                }
            }
            assert_marked(&recording, &server);
        });
    }

    /// Sorts the parameters, and decodes colons: both may be written in any way.
    fn in_order(target: &str) -> String {
        let target = target.replace("%3A", ":").replace("%3a", ":");
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let mut parameters: Vec<&str> = query.split('&').collect();
        parameters.sort_unstable();
        format!("{path}?{}", parameters.join("&"))
    }

    #[test]
    fn says_who_it_is() {
        live(async |recording| {
            let server = start(Apis::new());
            for (name, _) in APIS {
                let items = fetched(name, &made(&recording).await, server.url()).await;
                let requests = server.requests().kept;
                let agent = requests.last().and_then(|request| request.user_agent()).unwrap_or_default();
                if agent.is_empty() {
                    expected(format!("the request to {name} has a `User-Agent`"))
                        .but(format!("it has none, and the fetch returned {}", outline(&items)))
                        .looks_as_if(
                            "the client has no `User-Agent`: reqwest sends none by itself, and GitHub responds with 403",
                        )
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn waits_ten_seconds_for_an_answer_and_no_longer() {
        live(async |recording| {
            let silent = || Behavior::failing(Fault::NoAnswer);
            let server = start(APIS.into_iter().fold(Apis::new(), |apis, (_, route)| apis.route(route, silent())));
            let client = made(&recording).await;
            let _clock = StoppedClock::stop();
            for (nth, (name, _)) in (1..).zip(APIS) {
                let mut work = pin!(fetched(name, &client, server.url()));
                until(&server, &mut work, |counts| counts.started >= nth).await;
                tokio::time::advance(ALMOST).await;
                if let Some(items) = done_by_now(&server, &mut work).await {
                    expected(format!("it waits ten seconds for {name}"))
                        .but(format!("after 9.999 s on tokio's clock it returned {}", outline(&items)))
                        .fail(&recording);
                }
                tokio::time::advance(Duration::from_millis(2)).await;
                if let Some(items) = done_by_now(&server, &mut work).await {
                    let situation = format!("{name}, which does not respond within ten seconds");
                    assert_outline(&recording, &items, &format!("{name}: Timeout"), &situation);
                    continue;
                }
                tokio::time::advance(Duration::from_secs(24 * 3600)).await;
                let waits_forever = done_by_now(&server, &mut work).await.is_none();
                let cause = waits_forever.then_some(
                    "the response has no timeout: reqwest sets none by itself, and `connect_timeout` is only for the \
                     connection",
                );
                let report = expected(format!("{name}: Timeout, if it does not respond within ten seconds"))
                    .but("after 10.001 s on tokio's clock it was still waiting");
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn the_ten_seconds_are_those_of_the_whole_answer() {
        live(async |recording| {
            // This server only tells whether anything still moves.
            let other = start(Apis::new());
            let (base, trickle) = trickling("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n[\r\n");
            let client = made(&recording).await;
            let _clock = StoppedClock::stop();
            let mut work = pin!(fetched("posts", &client, &base));
            let mut items = done_by_now(&other, &mut work).await;
            for _ in 0..2 {
                if items.is_some() {
                    break;
                }
                tokio::time::advance(Duration::from_secs(6)).await;
                items = done_by_now(&other, &mut work).await;
                // One more space of the list that never ends. An error means that the client has left already.
                let _ = trickle.send("1\r\n \r\n");
                if items.is_none() {
                    items = done_by_now(&other, &mut work).await;
                }
            }
            match items {
                Some(items) => {
                    assert_outline(&recording, &items, "posts: Timeout", "a body that comes byte by byte");
                }
                None => expected("Timeout, if the whole body has not come within ten seconds")
                    .but("it came byte by byte, and after 12 s on tokio's clock the fetch was still waiting")
                    .looks_as_if("the timeout is for each read, and starts again with each byte, or there is none")
                    .fail(&recording),
            }
        });
    }

    #[test]
    fn an_answer_without_success_is_a_status_error() {
        live(async |recording| {
            for (name, route) in APIS {
                for status in [403, 404, 429, 500, 503] {
                    let server = start(Apis::new().route(route, Behavior::failing(Fault::Status(status))));
                    let items = fetched(name, &made(&recording).await, server.url()).await;
                    let situation = format!("{name}, which responds with {status}");
                    assert_outline(&recording, &items, &format!("{name}: Status {status}"), &situation);
                }
            }
        });
    }

    #[test]
    fn a_connection_that_fails_is_told_from_a_body_that_breaks_off() {
        live(async |recording| {
            for (name, route) in APIS {
                for (fault, wanted) in [(Fault::ConnectionReset, "Connection"), (Fault::HalfBody, "Body")] {
                    let server = start(Apis::new().route(route, Behavior::failing(fault)));
                    let items = fetched(name, &made(&recording).await, server.url()).await;
                    let situation = format!("{name} with the fault `{fault}`");
                    assert_outline(&recording, &items, &format!("{name}: {wanted}"), &situation);
                }
            }
        });
    }

    #[test]
    fn a_body_that_is_no_json_is_an_error() {
        live(async |recording| {
            for (name, route) in APIS {
                for fault in [Fault::MalformedJson, Fault::WrongContentType] {
                    let server = start(Apis::new().route(route, Behavior::failing(fault)));
                    let items = fetched(name, &made(&recording).await, server.url()).await;
                    let situation = format!("{name} with the fault `{fault}`");
                    assert_outline(&recording, &items, &format!("{name}: NotJson"), &situation);
                }
            }
        });
    }

    #[test]
    fn json_without_the_list_is_an_error() {
        live(async |recording| {
            for (name, route) in APIS {
                // The body of an error, although the status is 200. GitHub's says that there were too many requests.
                let server = start(Apis::new().route(route, Behavior::failing(Fault::Status(200))));
                let items = fetched(name, &made(&recording).await, server.url()).await;
                let situation = format!("{name}, whose response has status 200 and no list");
                assert_outline(&recording, &items, &format!("{name}: NoItems"), &situation);
            }
            for body in ["7", "{\"items\":{\"a\":1},\"results\":\"none\"}", "null"] {
                for (name, _) in APIS {
                    let (base, _) = trickling(answer_of(body));
                    let items = fetched(name, &made(&recording).await, &base).await;
                    let situation = format!("{name}, whose body is `{body}`");
                    assert_outline(&recording, &items, &format!("{name}: NoItems"), &situation);
                }
            }
        });
    }

    #[test]
    fn an_empty_list_is_no_error() {
        live(async |recording| {
            let server = start(Apis::new().repositories(0).posts(0).users(0));
            for (name, _) in APIS {
                let items = fetched(name, &made(&recording).await, server.url()).await;
                assert_outline(&recording, &items, "0 items", &format!("{name}, which has none"));
            }
        });
    }

    #[test]
    fn dropped_it_gives_up_the_request() {
        live(async |recording| {
            for (name, _) in APIS {
                let server = holding();
                let client = made(&recording).await;
                let mut fetching = Box::pin(fetched(name, &client, server.url()));
                until_in_flight(&recording, &server, fetching.as_mut(), 1).await;
                drop(fetching);
                assert_given_up(&recording, &server, 1).await;
            }
        });
    }

    /// tokio's clock, paused so that only the test advances it: sockets keep working, and no sleep ends by itself.
    struct StoppedClock {
        /// The end of a channel that a blocking task waits for: while that task runs, tokio does not advance the clock.
        _busy: Sender<()>,
    }

    impl StoppedClock {
        fn stop() -> StoppedClock {
            tokio::time::pause();
            let (busy, idle) = channel::<()>();
            tokio::task::spawn_blocking(move || idle.recv());
            StoppedClock { _busy: busy }
        }
    }

    /// Runs `work` until the server's counts are as wanted, or until nothing moves any more although they are not.
    async fn until<F: Future>(server: &ApiServer, work: &mut Pin<&mut F>, holds: impl FnMut(&Counts) -> bool) {
        let _ = select(work.as_mut(), pin!(server.reaches(holds))).await;
    }

    /// Runs `work` until nothing moves any more. Returns its output if it is done by then.
    async fn done_by_now<F: Future>(server: &ApiServer, work: &mut Pin<&mut F>) -> Option<F::Output> {
        match select(work.as_mut(), pin!(server.settled())).await {
            Either::Left((done, _)) => Some(done),
            Either::Right(_) => None,
        }
    }

    /// Starts a server that answers one request with `answer` and keeps the connection open. Returns its URL, and a
    /// channel for the bytes that follow.
    fn trickling(answer: impl Into<String>) -> (String, Sender<&'static str>) {
        let answer = answer.into();
        let socket = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = socket.local_addr().expect("it has an address");
        let (more, coming) = channel();
        thread::spawn(move || {
            let Ok((mut client, _)) = socket.accept() else { return };
            let mut request = Vec::new();
            let mut byte = [0];
            while !request.ends_with(b"\r\n\r\n") && client.read(&mut byte).is_ok_and(|read| read == 1) {
                request.push(byte[0]);
            }
            // An error means that the client has left already.
            let _ = client.write_all(answer.as_bytes());
            while let Ok(bytes) = coming.recv() {
                let _ = client.write_all(str::as_bytes(bytes));
            }
        });
        (format!("http://{address}"), more)
    }
}

mod fetch_all_data {
    use super::*;
    use ::three_api_pipeline::fetch_all_data;

    /// Describes the result of each source.
    fn outline(data: &[Fetched<'_>]) -> String {
        listed(data.iter().map(|fetched| {
            let name = fetched.source.name();
            match &fetched.result {
                Ok(items) => format!("{name}: {}", count(items.len(), "item", "items")),
                Err(error) if error.name == name => kind(error),
                Err(error) => format!("{name}: the error of {}", kind(error)),
            }
        }))
    }

    #[track_caller]
    fn assert_data(recording: &Recording, data: &[Fetched<'_>], wanted: &[&str]) {
        let (got, wanted) = (outline(data), listed(wanted.iter().copied()));
        if got == wanted {
            return;
        }
        let sorted = |outline: &str| {
            let mut parts: Vec<String> = outline.split(", ").map(str::to_owned).collect();
            parts.sort();
            parts
        };
        let is_error = |part: &str| !part.ends_with(" item") && !part.ends_with(" items");
        let missing: Vec<&str> = wanted.split(", ").filter(|part| !got.split(", ").any(|came| came == *part)).collect();
        let cause = if sorted(&got) == sorted(&wanted) {
            Some("they are in the order in which they came")
        } else if data.len() < wanted.split(", ").count() {
            if missing.iter().all(|part| is_error(part)) {
                Some("it leaves out a source that failed: the error is the result of that source")
            } else if data.iter().any(|fetched| fetched.result.is_err()) {
                Some("it ends at the first error, and loses the results of the other sources")
            } else {
                Some("it does not fetch all sources of the configuration")
            }
        } else if missing.iter().all(|part| is_error(part)) && data.iter().all(|fetched| fetched.result.is_ok()) {
            Some("an error is replaced by an empty list")
        } else {
            None
        };
        expected(wanted).but(format!("it returned {got}")).looks_as_if_any(cause).fail(recording);
    }

    #[test]
    fn gives_what_came_of_each_source_in_their_order() {
        live(async |recording| {
            // The server responds to the first source last.
            let server = start(Apis::new().route(Route::Repositories, Behavior::holding()));
            let config = Config::at(server.url(), marked());
            let data = stepwise(&server, fetch_all_data(&config), 1, |_| ()).await;
            assert_data(&recording, &data, &["github: 5 items", "posts: 5 items", "users: 5 items"]);
            assert_marked(&recording, &server);
        });
    }

    #[test]
    fn sends_all_requests_before_it_waits_for_an_answer() {
        live(async |recording| {
            let server = holding();
            let config = Config::at(server.url(), patient());
            let mut seen = Vec::new();
            stepwise(&server, fetch_all_data(&config), 3, |counts| seen.push(counts.in_flight)).await;
            if seen.first() != Some(&3) {
                let first_seen = seen.first().copied().unwrap_or_default();
                let cause = (first_seen == 1).then_some("it awaits each source before it polls the next one");
                let report = expected("three requests are in flight before the first response")
                    .but(format!("the server saw {first_seen}, and no other until it responded"));
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn takes_as_long_as_the_slowest_source() {
        paused(async |recording| {
            let seen = Arc::default();
            let words = |name: &str, seconds| Words::new(name, &["one"], &seen).takes(seconds);
            let config = config([words("a", 3), words("b", 1), words("c", 2), words("d", 3)]);
            let begin = Instant::now();
            let data = recording.future("fetch_all_data", fetch_all_data(&config)).await;
            assert_data(&recording, &data, &["a: 1 item", "b: 1 item", "c: 1 item", "d: 1 item"]);
            let took = begin.elapsed();
            if took != Duration::from_secs(3) {
                let most = seen.most_in_flight.load(Relaxed);
                let cause = (most < 4)
                    .then(|| format!("it fetches {} at a time, and the others wait", count(most, "source", "sources")));
                let report =
                    expected("sources of 3, 1, 2 and 3 seconds take 3 s together").but(format!("they took {took:?}"));
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn a_source_that_fails_leaves_the_others_alone() {
        live(async |recording| {
            for (fault, wanted) in [
                (Fault::Status(503), "posts: Status 503"),
                (Fault::ConnectionReset, "posts: Connection"),
                (Fault::HalfBody, "posts: Body"),
                (Fault::MalformedJson, "posts: NotJson"),
                (Fault::Status(200), "posts: NoItems"),
            ] {
                // The source fails at once, and the others respond after that.
                let server = start(
                    Apis::new()
                        .route(Route::Repositories, Behavior::holding())
                        .route(Route::Posts, Behavior::failing(fault))
                        .route(Route::Users, Behavior::holding()),
                );
                let config = Config::at(server.url(), patient());
                let data = stepwise(&server, fetch_all_data(&config), 2, |_| ()).await;
                assert_data(&recording, &data, &["github: 5 items", wanted, "users: 5 items"]);
            }
        });
    }

    #[test]
    fn all_may_fail() {
        paused(async |recording| {
            let seen = Arc::default();
            let config = config([Words::failing("a", &seen), Words::failing("b", &seen).takes(2)]);
            let data = recording.future("fetch_all_data", fetch_all_data(&config)).await;
            assert_data(&recording, &data, &["a: Outside", "b: Outside"]);
        });
    }

    #[test]
    fn fetches_sources_from_outside_with_the_others() {
        live(async |recording| {
            let server = start(Apis::new());
            let seen = Arc::default();
            let config = Config::at(server.url(), patient())
                .with(Words::new("words", &["one", "two"], &seen))
                .with(Words::failing("broken", &seen));
            let data = fetch_all_data(&config).await;
            let wanted = ["github: 5 items", "posts: 5 items", "users: 5 items", "words: 2 items", "broken: Outside"];
            assert_data(&recording, &data, &wanted);
        });
    }

    #[test]
    fn two_sources_of_one_name_are_two() {
        paused(async |recording| {
            let seen = Arc::default();
            let words = |name: &str, words: &[&str]| Words::new(name, words, &seen);
            let config = config([words("twin", &["one"]), words("other", &[]), words("twin", &["two", "three"])]);
            let data = fetch_all_data(&config).await;
            let wanted = "twin: 1 item, other: 0 items, twin: 2 items";
            let has_its_source = config.sources.iter().zip(&data).all(|(one, came)| is_same(&**one, came.source));
            if outline(&data) != wanted || !has_its_source {
                let mismatch = if has_its_source { "" } else { ", and one of them has another source" };
                expected(format!("{wanted}, each with the source that it came from"))
                    .but(format!("it returned {}{mismatch}", outline(&data)))
                    .looks_as_if("it finds a result by the name of its source, and two sources may have the same name")
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn without_sources_it_gives_nothing() {
        paused(async |recording| {
            let config = config([]);
            assert_data(&recording, &fetch_all_data(&config).await, &[]);
        });
    }

    #[test]
    fn dropped_it_gives_up_all_requests() {
        live(async |recording| {
            let server = holding();
            let config = Config::at(server.url(), patient());
            let mut fetching = Box::pin(fetch_all_data(&config));
            until_in_flight(&recording, &server, fetching.as_mut(), 3).await;
            drop(fetching);
            assert_given_up(&recording, &server, 3).await;
        });
    }
}

mod items {
    use super::*;
    use ::three_api_pipeline::{
        filter_by_source, process_items, record_of_post, record_of_repository, record_of_user, transform_data,
    };
    use std::cell::Cell;

    /// Counts the items that are pulled from an iterator.
    fn counted<'c, T>(items: impl Iterator<Item = T> + 'c, pulled: &'c Cell<usize>) -> impl Iterator<Item = T> + 'c {
        items.inspect(move |_| pulled.set(pulled.get() + 1))
    }

    fn outline<'a>(items: impl IntoIterator<Item = Item<'a>>) -> String {
        listed(items.into_iter().map(|item| format!("{} of {}", item.value, item.source.name())))
    }

    #[track_caller]
    fn assert_items<'a>(recording: &Recording, items: impl IntoIterator<Item = Item<'a>>, wanted: &str) {
        let got = outline(items);
        if got != wanted {
            expected(wanted).but(format!("it yielded {got}")).fail(recording);
        }
    }

    #[track_caller]
    fn assert_pulled(recording: &Recording, pulled: usize, wanted: usize, expectation: &str) {
        if pulled != wanted {
            let cause = (pulled > wanted).then_some(
                "it collects, or peeks at, more than it needs: a chain of iterators needs no `Vec` in between",
            );
            expected(expectation).but(format!("it was {pulled}")).looks_as_if_any(cause).fail(recording);
        }
    }

    #[test]
    fn gives_every_item_with_its_source_in_the_order_of_the_sources() {
        paused(async |recording| {
            let seen = Arc::default();
            let (a, b) = (Words::new("a", &["one", "two"], &seen), Words::new("b", &["three"], &seen));
            let (none, broken) = (Words::new("none", &[], &seen), Words::failing("broken", &seen));
            let data = [b.fetched(), none.fetched(), broken.fetched(), a.fetched()];
            let wanted = "\"three\" of b, \"one\" of a, \"two\" of a";
            assert_items(&recording, process_items(&data), wanted);
            let twin = Words::new("a", &["four"], &seen);
            let data = [a.fetched(), twin.fetched()];
            assert_items(&recording, process_items(&data), "\"one\" of a, \"two\" of a, \"four\" of a");
            let its_own = process_items(&data).filter(|item| is_same(item.source, &twin)).count();
            if its_own != 1 {
                expected("of two sources that are both named a, the item of the second one belongs to the second one")
                    .but(format!("{} to the second one", count(its_own, "item belongs", "items belong")))
                    .looks_as_if("it finds the source by its name, and two sources may have the same name")
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn looks_at_a_source_when_its_items_are_asked_for() {
        paused(async |recording| {
            let seen = Arc::default();
            let (a, b) = (Words::new("a", &["one", "two"], &seen), Words::new("b", &["three"], &seen));
            let data = [a.fetched(), b.fetched()];
            let pulled = Cell::new(0);
            let mut items = process_items(counted(data.iter(), &pulled));
            assert_pulled(&recording, pulled.get(), 0, "it pulls 0 sources before an item is asked for");
            let _ = (items.next(), items.next());
            assert_pulled(&recording, pulled.get(), 1, "it pulls 1 source for two items of the first source");
        });
    }

    #[test]
    fn an_items_own_fields_say_nothing_about_its_source() {
        paused(async |recording| {
            let seen = Arc::default();
            let claims_another = json!({ "source": "b", "name": "one" });
            let a = Words::new("a", &[], &seen).and([claims_another.clone()]);
            let data = [a.fetched()];
            assert_items(&recording, process_items(&data), &format!("{claims_another} of a"));
            let kept = filter_by_source(process_items(&data), "a").count();
            let foreign = filter_by_source(process_items(&data), "b").count();
            if (kept, foreign) != (1, 0) {
                expected("an item of a with a field `source` of `b` belongs to a, not to b: 1 item for a, and 0 for b")
                    .but(format!("there were {kept} for a, and {foreign} for b"))
                    .looks_as_if("it takes the item's own field for its source")
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn filter_keeps_the_items_of_one_source() {
        paused(async |recording| {
            let seen = Arc::default();
            let (posts, other) = (Words::new("posts", &["one", "two"], &seen), Words::new("post", &["three"], &seen));
            let more = Words::new("posts", &["four"], &seen);
            let data = [other.fetched(), posts.fetched(), other.fetched(), more.fetched()];
            let got = outline(filter_by_source(process_items(&data), "posts"));
            let wanted = "\"one\" of posts, \"two\" of posts, \"four\" of posts";
            if got != wanted {
                let cause = (got == "\"one\" of posts, \"two\" of posts")
                    .then_some("it ends after the first source of this name, and two sources may have the same name");
                let report = expected(format!("the items of both sources that are named posts: {wanted}"));
                report.but(format!("it yielded {got}")).looks_as_if_any(cause).fail(&recording);
            }
            for name in ["Posts", "pos", "posts ", ""] {
                let kept = filter_by_source(process_items(&data), name).count();
                if kept != 0 {
                    expected(format!("no items for the name {name:?}, because no source has exactly this name"))
                        .but(format!("it yielded {kept}"))
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn filter_pulls_no_further_than_to_the_next_item_that_it_gives() {
        paused(async |recording| {
            let seen = Arc::default();
            let (a, b) = (Words::new("a", &["one"], &seen), Words::new("b", &["two", "three", "four"], &seen));
            let data = [a.fetched(), b.fetched()];
            let pulled = Cell::new(0);
            let mut kept = filter_by_source(counted(process_items(&data), &pulled), "b");
            assert_pulled(&recording, pulled.get(), 0, "it pulls 0 items before one is asked for");
            let _ = kept.next();
            assert_pulled(
                &recording,
                pulled.get(),
                2,
                "it pulls 2 items up to the first item of b, which is the second one",
            );
        });
    }

    #[test]
    fn one_record_pulls_and_transforms_one_item() {
        paused(async |recording| {
            let seen: Arc<Seen> = Arc::default();
            let a = Words::new("a", &["one", "two", "three"], &seen);
            let data = [a.fetched()];
            let pulled = Cell::new(0);
            let mut records = transform_data(counted(process_items(&data), &pulled));
            let transformed = || seen.transformed.load(Relaxed);
            assert_pulled(&recording, pulled.get(), 0, "it pulls 0 items before a record is asked for");
            for nth in 1..=2 {
                let _ = records.next();
                let items = if nth == 1 { "1 item" } else { "2 items" };
                assert_pulled(&recording, pulled.get(), nth, &format!("it pulls {items} for {nth} of three records"));
                assert_pulled(
                    &recording,
                    transformed(),
                    nth,
                    &format!("it transforms {items} for {nth} of three records"),
                );
            }
        });
    }

    #[test]
    fn each_source_makes_the_records_of_its_items() {
        paused(async |recording| {
            let seen: Arc<Seen> = Arc::default();
            let (a, b) = (Words::new("a", &["one"], &seen), Words::new("b", &["three"], &seen));
            let data = [a.fetched(), b.fetched()];
            let records: Vec<_> = transform_data(process_items(&data)).collect();
            if describe_all(&records) != "a: one (3), b: three (5)" {
                let cause = if records.is_empty() {
                    Some("it knows only the sources of the chapter, and drops those from outside")
                } else {
                    never_transformed(&seen)
                };
                let report = expected("the records that the sources make: a: one (3), b: three (5)")
                    .but(format!("it yielded {}", describe_all(&records)));
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn an_item_that_cannot_be_used_is_an_error_and_the_others_go_on() {
        paused(async |recording| {
            let seen: Arc<Seen> = Arc::default();
            let a = Words::new("a", &["one"], &seen).and([json!(2), json!("three"), Value::Null]);
            let data = [a.fetched()];
            let records: Vec<_> = transform_data(process_items(&data)).collect();
            let wanted = "a: one (3), a: BadItem word, a: three (5), a: BadItem word";
            if describe_all(&records) != wanted {
                let cause = match records.len() {
                    2 if records.iter().all(Result::is_ok) => Some("bad items are left out, without an error"),
                    1 | 2 => Some("it ends at the first bad item"),
                    4 => never_transformed(&seen),
                    _ => None,
                };
                expected(wanted)
                    .but(format!("it yielded {}", describe_all(&records)))
                    .looks_as_if_any(cause)
                    .fail(&recording);
            }
        });
    }

    fn repository() -> Value {
        json!({ "id": 7, "name": "kelp", "full_name": "sea/kelp", "stargazers_count": 75_000, "source": "x" })
    }

    fn post() -> Value {
        json!({ "userId": 2, "id": 14, "title": "on kelp", "body": "It grows." })
    }

    fn user() -> Value {
        json!({ "name": { "title": "Ms", "first": "Zoë", "last": "Li Wu" }, "email": "zoe@example.com", "id": { "name": "NONE" } })
    }

    #[test]
    fn records_of_the_three_apis() {
        paused(async |recording| {
            let cases = [
                (record_of_repository(&repository()), "github: kelp (\"75000 stars\")"),
                (record_of_repository(&json!({ "name": "", "stargazers_count": 0 })), "github:  (\"0 stars\")"),
                (record_of_post(&post()), "posts: on kelp (14)"),
                (record_of_user(&user()), "users: Zoë Li Wu (\"zoe@example.com\")"),
            ];
            for (record, wanted) in cases {
                let got = describe(&record.map_err(|bad| SourceError::new("?", bad)));
                if got != wanted {
                    let cause = (got == "posts: on kelp (\"14\")")
                        .then_some("the number became a text: the API sent 1, not `\"1\"`");
                    expected(format!("the record {wanted}"))
                        .but(format!("it is {got}"))
                        .looks_as_if_any(cause)
                        .fail(&recording);
                }
            }
        });
    }

    type Transform = fn(&Value) -> Result<Record, BadItem>;

    /// Returns the item with this field replaced, or removed.
    fn with(mut item: Value, field: &str, value: Option<Value>) -> Value {
        let (parent, name) = field.rsplit_once('.').unwrap_or(("", field));
        let parent = if parent.is_empty() { &mut item } else { &mut item[parent] };
        let fields = parent.as_object_mut().expect("it is an object");
        match value {
            Some(value) => drop(fields.insert(name.to_owned(), value)),
            None => drop(fields.remove(name)),
        }
        item
    }

    #[track_caller]
    fn assert_bad(recording: &Recording, transform: Transform, item: &Value, wanted: &BadItem) {
        let got = match transform(item) {
            Err(bad) if bad == *wanted => return,
            Err(bad) => format!("it returned the error: {bad}"),
            Ok(record) => format!("it returned the record {}", describe(&Ok(record))),
        };
        expected(format!("an error for {item}: {wanted}")).but(got).fail(recording);
    }

    /// The function that makes the record, a good item, a field of it, and the type of the field.
    type Field = (Transform, fn() -> Value, &'static str, &'static str);

    const FIELDS: [Field; 7] = [
        (record_of_repository, repository, "name", "a text"),
        (record_of_repository, repository, "stargazers_count", "a whole number"),
        (record_of_post, post, "title", "a text"),
        (record_of_post, post, "id", "a whole number"),
        (record_of_user, user, "name.first", "a text"),
        (record_of_user, user, "name.last", "a text"),
        (record_of_user, user, "email", "a text"),
    ];

    #[test]
    fn a_missing_field_is_named() {
        paused(async |recording| {
            for (transform, item, field, _) in FIELDS {
                assert_bad(&recording, transform, &with(item(), field, None), &BadItem::missing(field));
            }
            let nameless = with(user(), "name", None);
            assert_bad(&recording, record_of_user, &nameless, &BadItem::missing("name.first"));
        });
    }

    #[test]
    fn a_field_of_another_type_is_named() {
        paused(async |recording| {
            for (transform, item, field, wanted) in FIELDS {
                let wrong_text = [json!(null), json!(7), json!(["a"])];
                let wrong_number = [json!(null), json!("7"), json!(7.5)];
                for wrong in if wanted == "a text" { wrong_text } else { wrong_number } {
                    let item = with(item(), field, Some(wrong));
                    assert_bad(&recording, transform, &item, &BadItem::mistyped(field, wanted));
                }
            }
        });
    }
}

mod run_pipeline {
    use super::*;
    use ::three_api_pipeline::run_pipeline;
    use std::collections::BTreeMap;

    type Records = Vec<Result<Record, SourceError>>;

    /// Lists the sources, each with its number of records and its errors.
    fn outline(records: &Records) -> String {
        let mut by_source: BTreeMap<String, (usize, Vec<String>)> = BTreeMap::new();
        for record in records {
            match record {
                Ok(record) => by_source.entry(record.source.to_string()).or_default().0 += 1,
                Err(error) => {
                    let (name, kind) = (error.name.clone(), kind(error));
                    let kind = kind.strip_prefix(&format!("{name}: ")).unwrap_or(&kind);
                    by_source.entry(name).or_default().1.push(format!(" and {kind}"));
                }
            }
        }
        listed(by_source.into_iter().map(|(name, (good, bad))| format!("{name}: {good}{}", bad.concat())))
    }

    #[track_caller]
    fn assert_outline(recording: &Recording, records: &Records, wanted: &str) {
        let got = outline(records);
        if got == wanted {
            return;
        }
        let without_errors = |outline: &str| {
            let good = outline.split(", ").map(|part| part.split(" and ").next().unwrap_or_default());
            listed(good.filter(|part| !part.ends_with(": 0")))
        };
        let cause = if !wanted.contains(" and ") {
            None
        } else if !got.contains(" and ") && without_errors(&got) == without_errors(wanted) {
            Some("an error is lost")
        } else if got.contains(" and ") && got.split(", ").count() < wanted.split(", ").count() {
            Some("it ends at the first error, and loses the results of the other sources")
        } else {
            None
        };
        let words = |outline: &str| format!("records by source: {outline}");
        expected(words(wanted)).but(words(&got)).looks_as_if_any(cause).fail(recording);
    }

    #[test]
    fn gives_the_records_of_all_sources() {
        live(async |recording| {
            let server = start(Apis::new());
            let config = Config::at(server.url(), marked());
            let records: Records = run_pipeline(&config, None).collect().await;
            assert_outline(&recording, &records, "github: 5, posts: 5, users: 5");
            assert_marked(&recording, &server);
            let of_posts: Vec<_> = records.iter().flatten().filter(|record| record.source == "posts").collect();
            let numbers: Vec<_> = of_posts.iter().map(|record| &record.data).collect();
            if numbers != [1, 2, 3, 4, 5].map(Data::Number).iter().collect::<Vec<_>>() {
                expected("the posts 1 to 5, in this order").but(format!("{numbers:?}")).fail(&recording);
            }
            let serialized = serde_json::to_value(of_posts[0]).unwrap_or_default();
            let keys: Vec<&String> = serialized.as_object().into_iter().flat_map(|object| object.keys()).collect();
            if keys.len() != 3 {
                expected("a record has three keys").but(format!("{keys:?}")).fail(&recording);
            }
        });
    }

    #[test]
    fn sends_nothing_before_it_is_polled_and_then_all_requests() {
        live(async |recording| {
            let server = holding();
            let config = Config::at(server.url(), patient());
            let mut records = pin!(run_pipeline(&config, None));
            let before = server.settled().await.started;
            if before != 0 {
                expected("no request before the first poll").but(format!("there were {before}")).fail(&recording);
            }
            let counts = until_in_flight(&recording, &server, records.next(), 3).await;
            if counts.in_flight != 3 {
                let cause = (counts.in_flight == 1).then_some("it awaits each source before it polls the next one");
                let report = expected("three requests are in flight before the first response")
                    .but(format!("the server saw {}, and no other until it responded", counts.in_flight));
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn gives_the_records_of_a_source_as_soon_as_it_is_there() {
        paused(async |recording| {
            let seen = Arc::default();
            let words = |name: &str, seconds| Words::new(name, &["one", "two"], &seen).takes(seconds);
            let config = config([words("fast", 1), words("slow", 5), words("other", 3)]);
            let begin = Instant::now();
            let mut records = pin!(recording.stream("run_pipeline", run_pipeline(&config, None)));
            let mut came = Vec::new();
            while let Some(record) = records.next().await {
                came.push(format!("{} after {} s", describe(&record), begin.elapsed().as_secs()));
            }
            let wanted = [
                "fast: one (3) after 1 s",
                "fast: two (3) after 1 s",
                "other: one (3) after 3 s",
                "other: two (3) after 3 s",
                "slow: one (3) after 5 s",
                "slow: two (3) after 5 s",
            ];
            if came != wanted {
                let most = seen.most_in_flight.load(Relaxed);
                let cause = if most == 1 {
                    Some("it awaits each source before it polls the next one")
                } else if came.first().is_some_and(|first| first.ends_with("after 5 s")) {
                    Some("it waits for the slowest source before it yields the first record")
                } else if came.get(2).is_some_and(|third| third == "slow: one (3) after 5 s") {
                    Some("they come in the order of the sources: `other` is there, but waits for `slow` before it")
                } else {
                    None
                };
                let report = expected(listed(wanted)).but(format!("they came like this: {}", listed(came)));
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn with_a_filter_only_that_source_is_asked() {
        live(async |recording| {
            for (name, route) in APIS {
                let server = start(Apis::new());
                let config = Config::at(server.url(), patient());
                let records: Records = run_pipeline(&config, Some(name)).collect().await;
                assert_outline(&recording, &records, &format!("{name}: 5"));
                let (all, its) = (server.settled().await.started, server.counts_of(route).started);
                if (all, its) != (1, 1) {
                    let cause =
                        (all > its).then_some("it fetches all sources, and drops the records that nobody wants");
                    let report = expected(format!("with the filter {name:?}, one request, to that source"))
                        .but(format!("the server saw {all}, {its} of them to that source"));
                    report.looks_as_if_any(cause).fail(&recording);
                }
            }
        });
    }

    #[test]
    fn two_sources_of_one_name_are_both_asked() {
        paused(async |recording| {
            for filter in [None, Some("twin")] {
                let (first, second): (Arc<Seen>, Arc<Seen>) = Default::default();
                let config = config([Words::new("twin", &["one"], &first), Words::new("twin", &["two"], &second)]);
                let records: Records = run_pipeline(&config, filter).collect().await;
                let counts = [&first, &second].map(|seen| (seen.fetched.load(Relaxed), seen.transformed.load(Relaxed)));
                if outline(&records) != "twin: 2" || counts != [(1, 1), (1, 1)] {
                    let [(fetched, transformed), (fetched_too, transformed_too)] = counts;
                    expected(format!(
                        "with the filter {filter:?} it fetches both sources named twin, and each makes its record"
                    ))
                    .but(format!(
                        "it yielded {}; the first was fetched {fetched} and transformed {transformed} times, the \
                         second {fetched_too} and {transformed_too}",
                        describe_all(&records)
                    ))
                    .looks_as_if("it finds a source by its name, and two sources may have the same name")
                    .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn without_sources_it_gives_nothing() {
        paused(async |recording| {
            let records: Records = run_pipeline(&config([]), None).collect().await;
            if !records.is_empty() {
                expected("without sources and without a filter, nothing")
                    .but(format!("it yielded {}", describe_all(&records)))
                    .looks_as_if("it treats the missing filter as an unknown name")
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn a_filter_spares_the_failures_of_others() {
        paused(async |recording| {
            let seen: Arc<Seen> = Arc::default();
            let config = config([Words::failing("broken", &seen), Words::new("words", &["one"], &seen)]);
            let records: Records = run_pipeline(&config, Some("words")).collect().await;
            assert_outline(&recording, &records, "words: 1");
        });
    }

    #[test]
    fn an_unknown_filter_is_an_error_that_names_the_known() {
        paused(async |recording| {
            let seen: Arc<Seen> = Arc::default();
            let config = config([Words::new("b", &["one"], &seen), Words::new("a", &["two"], &seen)]);
            for unknown in ["c", "A", ""] {
                let records: Records = run_pipeline(&config, Some(unknown)).collect().await;
                let wanted = format!("{unknown}: Unknown, known are b a");
                if describe_all(&records) != wanted {
                    let cause = if records.is_empty() {
                        Some("an unknown name yields nothing, without an error")
                    } else if describe_all(&records) == format!("{unknown}: Unknown, known are a b") {
                        Some("the names are sorted: they belong in the order of the sources")
                    } else {
                        None
                    };
                    let report = expected(format!("for the filter {unknown:?} one error: {wanted}"))
                        .but(format!("it yielded {}", describe_all(&records)));
                    report.looks_as_if_any(cause).fail(&recording);
                }
            }
            let fetched = seen.fetched.load(Relaxed);
            if fetched != 0 {
                expected("it fetches nothing for an unknown name")
                    .but(format!("it fetched {}", count(fetched, "source", "sources")))
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn a_source_that_fails_gives_its_error_once_and_the_others_come() {
        live(async |recording| {
            for (fault, kind) in [
                (Fault::Status(503), "Status 503"),
                (Fault::MalformedJson, "NotJson"),
                (Fault::Status(200), "NoItems"),
                (Fault::ConnectionReset, "Connection"),
            ] {
                // The source fails at once, and the others respond after that.
                let server = start(
                    Apis::new()
                        .route(Route::Repositories, Behavior::holding())
                        .route(Route::Posts, Behavior::failing(fault))
                        .route(Route::Users, Behavior::holding()),
                );
                let config = Config::at(server.url(), patient());
                let records = stepwise(&server, run_pipeline(&config, None).collect(), 2, |_| ()).await;
                assert_outline(&recording, &records, &format!("github: 5, posts: 0 and {kind}, users: 5"));
            }
        });
    }

    #[test]
    fn an_item_that_cannot_be_used_gives_its_error_in_its_place() {
        live(async |recording| {
            // The first and the fourth item of each lack a field.
            let broken = || Behavior::failing(Fault::MissingField);
            let server = start(APIS.into_iter().fold(Apis::new(), |apis, (_, route)| apis.route(route, broken())));
            for (name, field) in [("github", "name"), ("posts", "title"), ("users", "email")] {
                let config = Config::at(server.url(), patient());
                let records: Records = run_pipeline(&config, Some(name)).collect().await;
                let bad = format!("{name}: BadItem {field}");
                let good =
                    |record: &Result<Record, SourceError>| record.as_ref().map_or_else(kind, |_| "a record".to_owned());
                let got: Vec<String> = records.iter().map(good).collect();
                if got != [bad.as_str(), "a record", "a record", bad.as_str(), "a record"] {
                    let cause = match records.len() {
                        3 if records.iter().all(Result::is_ok) => Some("bad items are left out, without an error"),
                        1 => Some("it ends at the first bad item"),
                        _ => None,
                    };
                    let report = expected(format!("{bad}, two records, {bad}, and one record"))
                        .but(format!("it yielded {}", listed(got)));
                    report.looks_as_if_any(cause).fail(&recording);
                }
            }
        });
    }

    #[test]
    fn transforms_an_item_when_its_record_is_asked_for() {
        paused(async |recording| {
            let seen: Arc<Seen> = Arc::default();
            let config = config([Words::new("a", &["one", "two", "three"], &seen)]);
            let mut records = pin!(run_pipeline(&config, None));
            for nth in 1..=2 {
                let _ = records.next().await;
                let transformed = seen.transformed.load(Relaxed);
                if transformed != nth {
                    let cause = if transformed > nth {
                        Some("it collects the records of a source before it yields the first one")
                    } else if seen.fetched.load(Relaxed) > 0 {
                        never_transformed(&seen)
                    } else {
                        None
                    };
                    let items = count(nth, "item", "items");
                    let report = expected(format!("it transforms {items} for {nth} of three records"))
                        .but(format!("it transformed {transformed}"));
                    report.looks_as_if_any(cause).fail(&recording);
                }
            }
        });
    }

    #[test]
    fn sources_from_outside_flow_through() {
        live(async |recording| {
            let server = start(Apis::new());
            let seen: Arc<Seen> = Arc::default();
            let config = Config::at(server.url(), patient()).with(Words::new("words", &["one", "two"], &seen));
            let records: Records = run_pipeline(&config, None).collect().await;
            if seen.fetched.load(Relaxed) > 0
                && let Some(cause) = never_transformed(&seen)
            {
                expected("the source words, which is defined outside the library, makes its two records")
                    .but(format!(
                        "its `transform` was never called, and the pipeline yielded {}",
                        describe_all(&records)
                    ))
                    .looks_as_if(cause)
                    .fail(&recording);
            }
            assert_outline(&recording, &records, "github: 5, posts: 5, users: 5, words: 2");
            let records: Records = run_pipeline(&config, Some("words")).collect().await;
            if describe_all(&records) != "words: one (3), words: two (3)" {
                expected("with the filter \"words\" the records words: one (3), words: two (3)")
                    .but(format!("it yielded {}", describe_all(&records)))
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn dropped_it_gives_up_the_requests() {
        live(async |recording| {
            let server = holding();
            let config = Config::at(server.url(), patient());
            let mut records = Box::pin(run_pipeline(&config, None));
            until_in_flight(&recording, &server, records.next(), 3).await;
            drop(records);
            assert_given_up(&recording, &server, 3).await;
        });
    }

    #[test]
    fn dropped_half_way_it_gives_up_the_slow_sources() {
        paused(async |recording| {
            let seen: Arc<Seen> = Arc::default();
            let words = |name: &str, seconds| Words::new(name, &["one", "two"], &seen).takes(seconds);
            let config = config([words("slow", 5), words("fast", 1)]);
            let mut records = Box::pin(recording.stream("run_pipeline", run_pipeline(&config, None)));
            let first = records.next().await;
            drop(records);
            let given_up = seen.given_up.load(Relaxed);
            if given_up != 1 {
                let first = first.as_ref().map_or_else(|| "nothing".to_owned(), describe);
                expected("dropping the stream after the first record cancels the 1 source in flight")
                    .but(format!("the first record was {first}, and then {given_up} sources were cancelled"))
                    .fail(&recording);
            }
        });
    }
}

mod lines {
    use super::*;
    use ::three_api_pipeline::Lines;
    use std::path::{Path, PathBuf};
    use tempfile::TempDir;
    use three_api_pipeline::{fetch_all_data, run_pipeline};

    /// Creates a file with this content, in a folder that is deleted when its handle is dropped.
    fn file(content: &str) -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a temporary folder can be created");
        let path = folder.path().join("people.txt");
        std::fs::write(&path, content).expect("a file can be written");
        (folder, path)
    }

    fn people(path: &Path) -> Lines {
        named("people", path)
    }

    fn named(name: &str, path: &Path) -> Lines {
        Lines { name: name.to_owned(), path: path.to_owned() }
    }

    const FIXED_NAME: &str = "the code contains a fixed name: use the field `name`";

    #[test]
    fn is_called_as_it_was_named() {
        paused(async |recording| {
            for name in ["people", "plants"] {
                let lines = named(name, Path::new("nowhere"));
                if lines.name() != name {
                    expected(format!("the name {name}"))
                        .but(format!("it is {}", lines.name()))
                        .looks_as_if(FIXED_NAME)
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn its_items_are_the_lines_that_are_not_blank() {
        live(async |recording| {
            let (_folder, path) = file("Ada Lovelace, 1815\n\n  \nGrace Hopper, 1906\r\n  no comma ");
            let wanted = ["Ada Lovelace, 1815", "Grace Hopper, 1906", "  no comma "].map(Value::from);
            match people(&path).fetch(&patient()).await {
                Ok(items) if items == wanted => {}
                Ok(items) => {
                    let cause = (items.last() == Some(&Value::from("no comma")))
                        .then_some("the lines are trimmed: an item is the whole line, without the line ending");
                    expected(format!("the items {wanted:?}"))
                        .but(format!("{items:?}"))
                        .looks_as_if_any(cause)
                        .fail(&recording);
                }
                Err(error) => expected("three items").but(format!("it returned the error {error}")).fail(&recording),
            }
        });
    }

    #[test]
    fn reads_the_file_anew_each_time() {
        live(async |recording| {
            let (_folder, path) = file("one, 1");
            let lines = people(&path);
            let client = patient();
            let fetching = lines.fetch(&client);
            std::fs::write(&path, "one, 1\ntwo, 2").expect("a file can be written");
            let items = fetching.await.map_or(0, |items| items.len());
            if items == 1 {
                expected("two lines, as the file has at the first poll")
                    .but("there was one, as the file had when `fetch` was called")
                    .looks_as_if(
                        "the file is read before the `async` block: that code runs at once, not at the first poll",
                    )
                    .fail(&recording);
            }
            std::fs::write(&path, "").expect("a file can be written");
            let later = lines.fetch(&client).await.map_or(99, |items| items.len());
            if (items, later) != (2, 0) {
                expected("the lines of the file at the time of each fetch: two, and later none")
                    .but(format!("there were {items}, and then {later}"))
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn a_file_that_cannot_be_read_is_an_error_from_outside() {
        live(async |recording| {
            let (folder, _) = file("");
            for expected_name in ["people", "plants"] {
                let result = named(expected_name, &folder.path().join("absent.txt")).fetch(&patient()).await;
                match result {
                    Err(SourceError { name, kind: ErrorKind::Outside(error) })
                        if name == expected_name
                            && error
                                .downcast_ref::<std::io::Error>()
                                .is_some_and(|error| error.kind() == std::io::ErrorKind::NotFound) => {}
                    Err(error) => {
                        let report = expected(format!(
                            "the error `{expected_name}: Outside`, with the `std::io::Error` of a missing file"
                        ))
                        .but(format!("{} with {:?}", kind(&error), error.kind));
                        report.looks_as_if_any((error.name != expected_name).then_some(FIXED_NAME)).fail(&recording);
                    }
                    Ok(items) => expected("an error, because the file does not exist")
                        .but(format!("it returned {}", count(items.len(), "item", "items")))
                        .looks_as_if("an error is replaced by an empty list")
                        .fail(&recording),
                }
            }
        });
    }

    #[test]
    fn a_line_is_a_name_and_what_stands_behind_the_comma() {
        paused(async |recording| {
            for (line, wanted) in [
                ("Ada Lovelace, 1815", "people: Ada Lovelace (1815)"),
                ("  Grace Hopper  ,  -1906  ", "people: Grace Hopper (-1906)"),
                ("krill, 500000000000000", "people: krill (500000000000000)"),
                ("kelp, 12 leaves, green", "people: kelp (\"12 leaves, green\")"),
                ("kelp, 1.5", "people: kelp (\"1.5\")"),
                ("kelp,", "people: kelp (\"\")"),
                ("Zoë,é", "people: Zoë (\"é\")"),
                ("no comma", "people: BadItem data"),
                (" , 3", "people: BadItem name"),
            ] {
                let record = people(Path::new("nowhere")).transform(&Value::from(line));
                let got = describe(&record.map_err(|bad| SourceError::new("people", bad)));
                if got != wanted {
                    let cause = got
                        .contains("(\"500000000000000\")")
                        .then_some("the number is parsed into a type that is too small: `Data::Number` has an `i64`");
                    let report = expected(format!("for the line {line:?}: {wanted}")).but(format!("it returned {got}"));
                    report.looks_as_if_any(cause).fail(&recording);
                }
            }
            let record = named("plants", Path::new("nowhere")).transform(&Value::from("kelp, 3"));
            let got = describe(&record.map_err(|bad| SourceError::new("plants", bad)));
            if got != "plants: kelp (3)" {
                expected("for the line \"kelp, 3\" of the source plants: plants: kelp (3)")
                    .but(format!("it returned {got}"))
                    .looks_as_if(FIXED_NAME)
                    .fail(&recording);
            }
            for item in [json!(7), json!(["kelp, 3"]), Value::Null] {
                let got = people(Path::new("nowhere")).transform(&item);
                let wanted = BadItem::mistyped("line", "a text");
                if got.as_ref() != Err(&wanted) {
                    expected(format!("for the item {item}, which is not a text, an error: {wanted}"))
                        .but(match got {
                            Ok(record) => format!("it returned the record {}", describe(&Ok(record))),
                            Err(bad) => format!("it returned the error: {bad}"),
                        })
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn flows_through_the_pipeline_as_the_others_do() {
        live(async |recording| {
            let (_folder, path) = file("Ada Lovelace, 1815\nno comma\nGrace Hopper, 1906\n");
            let server = start(Apis::new().route(Route::Users, Behavior::failing(Fault::Status(503))));
            let config = Config::at(server.url(), patient()).with(people(&path));
            let records: Vec<_> = run_pipeline(&config, Some("people")).collect().await;
            let wanted = "people: Ada Lovelace (1815), people: BadItem data, people: Grace Hopper (1906)";
            if describe_all(&records) != wanted {
                expected(wanted).but(format!("it yielded {}", describe_all(&records))).fail(&recording);
            }
            let data = fetch_all_data(&config).await;
            let came = data.last().and_then(|fetched| fetched.result.as_ref().ok()).map_or(0, Vec::len);
            if (data.len(), came) != (4, 3) {
                expected("four sources, and three items of the last one")
                    .but(format!("there were {}, and {came}", data.len()))
                    .fail(&recording);
            }
        });
    }
}
