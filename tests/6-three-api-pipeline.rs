//! The checks of chapter 6. Each module is a task, and each test is a sentence about what the code does.
//!
//! The same file checks the exercise and the reference solution. There is nothing to edit here.
//!
//! Servers are real ones, on this machine, and they count the requests. Checks without a server use sources that are
//! defined in this file, outside the library, on tokio's paused clock.

use std::cell::Cell;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use api_server::testing::{assert_given_up, stepwise, until_in_flight};
use api_server::{ApiServer, Behavior, Config as Apis, Counts, Fault, Route};
use concurrent_fetch::FetchError;
use futures::future::{BoxFuture, Either, select};
use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, StreamExt as _};
use pollscope::Recording;
use pollscope::report::{count, expected};
use pollscope::testing::{Draw, live, paused, paused_for, plain, rerun};
use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use three_api_pipeline::{BadItem, Config, Data, ErrorKind, Fetched, Item, Page, Record, Source, SourceError};
use tokio::time::{Instant, sleep};

/// The sources that come with the chapter, in their order.
const APIS: [(&str, Route); 3] = [("github", Route::Repositories), ("posts", Route::Posts), ("users", Route::Users)];

/// The limit of virtual time for very many sources, which may be fetched one after the other.
const DAYS: Duration = Duration::from_secs(100 * 24 * 3600);

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

/// tokio's clock, paused so that only the test advances it: sockets keep working, and no sleep ends by itself.
struct StoppedClock {
    /// The end of a channel that a blocking task waits for: while that task runs, tokio does not advance the clock.
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

/// Asserts on a stopped clock that `work` ends with a source that `takes` so long, and not before.
async fn assert_takes(recording: &Recording, mut work: Pin<&mut impl Future>, takes: Duration) {
    let second = Duration::from_secs(1);
    let mut passed = Duration::ZERO;
    for time in [Duration::ZERO, takes.saturating_sub(second), 2 * second] {
        tokio::time::advance(time).await;
        passed += time;
        let mut is_done = false;
        // Some turns for tasks that it may have spawned.
        for _ in 0..50 {
            is_done = is_done || work.as_mut().now_or_never().is_some();
            tokio::task::yield_now().await;
        }
        if is_done != (passed > takes) {
            let cause =
                is_done.then_some("it gives up a source that takes long: the client has a timeout, and nothing else");
            expected(format!("a source takes {takes:?}, and so does what waits for it"))
                .but(format!(
                    "after {passed:?} on tokio's clock it {}",
                    if is_done { "had ended" } else { "was still waiting" }
                ))
                .looks_as_if_any(cause)
                .without_picture()
                .fail(recording);
        }
    }
}

/// Returns many days, longer than any timeout.
fn draw_days(draw: &mut Draw) -> Duration {
    let day = Duration::from_secs(24 * 3600);
    draw.duration(10 * day..=20 * day)
}

/// A source that is defined outside the library. It returns its items after `takes`, without a server.
#[derive(Clone)]
struct Words {
    name: String,
    items: Vec<Value>,
    /// The error of its fetch, if it fails.
    fails: Option<Failure>,
    takes: Duration,
    /// `true` if its fetch is a line in the picture.
    is_drawn: bool,
    seen: Arc<Seen>,
}

/// A function that makes the error of the source with this name.
type Failure = Arc<dyn Fn(&str) -> SourceError + Send + Sync>;

/// Returns one failure of each kind.
fn failures() -> Vec<Failure> {
    fn of<K: Into<ErrorKind>>(kind: impl Fn() -> K + Send + Sync + 'static) -> Failure {
        Arc::new(move |name| SourceError::new(name, kind()))
    }
    let no_url = || patient().get("no url").build().expect_err("this is no URL");
    let status = |status, retry_after| move || FetchError::Status { status, retry_after };
    let not_json = || serde_json::from_str::<Value>("[1").expect_err("this is no JSON");
    vec![
        of(|| FetchError::Timeout),
        of(status(StatusCode::TOO_MANY_REQUESTS, Some(Duration::from_secs(7)))),
        of(status(StatusCode::NOT_FOUND, None)),
        of(status(StatusCode::INTERNAL_SERVER_ERROR, None)),
        of(status(StatusCode::SERVICE_UNAVAILABLE, Some(Duration::MAX))),
        of(move || FetchError::Request(no_url())),
        of(move || FetchError::Connection(no_url())),
        of(move || FetchError::Body(no_url())),
        of(not_json),
        of(|| ErrorKind::NoItems),
        of(|| BadItem::mistyped("page", "a list")),
        of(|| ErrorKind::Unknown { known: vec!["other".to_owned()] }),
        of(|| ErrorKind::Repeated { cursor: String::new() }),
        of(|| ErrorKind::Incomplete { came: 0, announced: u64::MAX }),
        of(|| ErrorKind::Outside(std::io::Error::other("the disk is on fire").into())),
        // A source may report the error of a part of itself.
        Arc::new(|name| SourceError::new(format!("{name}, part 2"), ErrorKind::NoItems)),
    ]
}

/// Counters of the fetches and transforms of a check's sources.
#[derive(Default)]
struct Seen {
    /// The calls of `Source::fetch`, polled or not.
    called: AtomicUsize,
    /// Those that got another client than the [marked] one.
    foreign: AtomicUsize,
    fetched: AtomicUsize,
    in_flight: AtomicUsize,
    most_in_flight: AtomicUsize,
    given_up: AtomicUsize,
    transformed: AtomicUsize,
}

impl Words {
    fn new(name: &str, words: &[&str], seen: &Arc<Seen>) -> Words {
        Words::with(name, words.iter().map(|&word| Value::from(word)).collect(), seen)
    }

    /// Returns a source with items of any kind.
    fn with(name: &str, items: Vec<Value>, seen: &Arc<Seen>) -> Words {
        let (name, seen) = (name.to_owned(), Arc::clone(seen));
        Words { name, items, fails: None, takes: Duration::ZERO, is_drawn: true, seen }
    }

    fn failing(name: &str, seen: &Arc<Seen>) -> Words {
        let broken = |name: &str| SourceError::new(name, ErrorKind::Outside("it is broken".into()));
        Words::new(name, &[], seen).fails(&(Arc::new(broken) as Failure))
    }

    fn fails(self, failure: &Failure) -> Words {
        Words { fails: Some(Arc::clone(failure)), ..self }
    }

    fn takes(self, takes: Duration) -> Words {
        Words { takes, ..self }
    }

    /// Returns the source without a line in the picture: there are too many.
    fn undrawn(self) -> Words {
        Words { is_drawn: false, ..self }
    }

    /// Returns its result without fetching.
    fn fetched(&self) -> Fetched<'_> {
        Fetched { source: self, result: self.result() }
    }

    fn result(&self) -> Result<Vec<Value>, SourceError> {
        self.fails.as_ref().map_or_else(|| Ok(self.items.clone()), |fails| Err(fails(&self.name)))
    }

    /// Returns what the pipeline must yield for this source.
    fn outcomes(&self) -> Vec<Outcome> {
        match self.result() {
            Ok(items) => items.iter().map(|item| Outcome::of(&self.record(item))).collect(),
            Err(error) => vec![Outcome::of(&Err(error))],
        }
    }

    /// Returns the record or the error that `transform_data` must make of an item.
    fn record(&self, item: &Value) -> Result<Record, SourceError> {
        record_of_word(&self.name, item).map_err(|bad| SourceError::new(&self.name, bad))
    }
}

/// Makes the record of a word, or of a pair of a word and a number. A record may have another source than the one that
/// made it.
fn record_of_word(source: &str, item: &Value) -> Result<Record, BadItem> {
    let (word, number) = match item {
        Value::String(word) => (word, i64::try_from(word.len()).unwrap_or(i64::MAX)),
        Value::Array(pair) => match &pair[..] {
            [Value::String(word), number] => {
                (word, number.as_i64().ok_or_else(|| BadItem::mistyped("number", "a whole number"))?)
            }
            _ => return Err(BadItem::missing("number")),
        },
        _ => return Err(BadItem::mistyped("word", "a text")),
    };
    let is_of_a_part = word.contains('/');
    let source = if is_of_a_part { format!("{source}/part") } else { source.to_owned() };
    Ok(Record { source: source.into(), name: word.to_owned(), data: Data::Number(number) })
}

/// Draws items of [`Words`], in a drawn order: words, numbers that no `f64` holds, and items that cannot be used.
fn draw_items(draw: &mut Draw, length: usize) -> Vec<Value> {
    let mut items: Vec<Value> = (0..length)
        .map(|nth| match nth % 8 {
            0 => json!([draw.word(1..=6), i64::MAX - draw.within(0..=9).cast_signed()]),
            1 => json!([format!("{}/\"é\"", draw.word(1..=6)), i64::MIN + draw.within(0..=9).cast_signed()]),
            2 => json!(format!(" {}\n", draw.word(1..=6))),
            3 => json!({ "word": draw.word(1..=6) }),
            4 => json!([draw.word(1..=6), draw.f64(1.0..9.0)]),
            5 => Value::Null,
            6 => json!([[draw.word(1..=6)]]),
            _ => json!(draw.word(0..=2)),
        })
        .collect();
    draw.shuffle(&mut items);
    // Equal items are two items.
    if let [first, second, .., last] = &mut items[..] {
        second.clone_from(first);
        last.clone_from(first);
    }
    items
}

impl Source for Words {
    fn name(&self) -> &str {
        &self.name
    }

    fn fetch<'a>(&'a self, client: &'a Client) -> BoxFuture<'a, Result<Vec<Value>, SourceError>> {
        self.seen.called.fetch_add(1, Relaxed);
        if !format!("{client:?}").contains(MARK.as_str()) {
            self.seen.foreign.fetch_add(1, Relaxed);
        }
        let fetching = async {
            let fetching = Fetching::begin(&self.seen);
            if !self.takes.is_zero() {
                sleep(self.takes).await;
            }
            fetching.end();
            self.result()
        };
        // Only a source that takes time is worth a line in the picture.
        if self.takes.is_zero() || !self.is_drawn {
            fetching.boxed()
        } else {
            pollscope::future(self.name.clone(), fetching).boxed()
        }
    }

    fn transform(&self, item: &Value) -> Result<Record, BadItem> {
        self.seen.transformed.fetch_add(1, Relaxed);
        record_of_word(&self.name, item)
    }
}

/// A source without fields: in a box, all of them have one address. Its name and its only item say which one it is.
struct Bare<const NUMBER: usize>;

/// The names of the sources without fields.
const BARE: [&str; 3] = ["here", "there", "nowhere"];

impl<const NUMBER: usize> Source for Bare<NUMBER> {
    fn name(&self) -> &str {
        BARE[NUMBER]
    }

    fn fetch<'a>(&'a self, _: &'a Client) -> BoxFuture<'a, Result<Vec<Value>, SourceError>> {
        futures::future::ready(Ok(vec![json!(BARE[NUMBER])])).boxed()
    }

    fn transform(&self, item: &Value) -> Result<Record, BadItem> {
        let name = item.as_str().unwrap_or_default().to_owned();
        Ok(Record { source: BARE[NUMBER].into(), name, data: Data::Number(i64::try_from(NUMBER).unwrap_or(i64::MAX)) })
    }
}

/// Returns sources without fields, two of which have the same name.
fn bare() -> Config {
    let none = Config { client: marked(), sources: Vec::new() };
    none.with(Bare::<0>).with(Bare::<1>).with(Bare::<0>).with(Bare::<2>).with(Bare::<1>)
}

/// Returns one more than so many sources that take the same time. The last one has another name.
fn crowd(seen: &Arc<Seen>, sources: usize, takes: Duration) -> Config {
    let one = Words::new("a", &["one"], seen).takes(takes).undrawn();
    let last = Words { name: "b".to_owned(), ..one.clone() };
    config(std::iter::repeat_n(one, sources).chain([last]))
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

/// Asserts that each source got the client of the [configuration](config).
#[track_caller]
fn assert_same_client(recording: &Recording, seen: &Seen) {
    let foreign = seen.foreign.load(Relaxed);
    if foreign > 0 {
        expected("each source gets the client of the configuration")
            .but(format!("{} another one", count(foreign, "source got", "sources got")))
            .looks_as_if("it makes a client of its own for sources that it does not know")
            .without_picture()
            .fail(recording);
    }
}

/// Runs `work` to its end, after a first poll by somebody else: the future must wake the task that has polled it last.
async fn woken<T>(work: impl Future<Output = T>) -> T {
    let mut work = Box::pin(work);
    if let Some(done) = work.as_mut().now_or_never() {
        return done;
    }
    // The set polls the future only when it has been woken.
    let mut alone: FuturesUnordered<_> = std::iter::once(work).collect();
    alone.next().await.expect("there is one")
}

/// Returns true if both are the same source, and not only of the same name.
fn is_same(one: &dyn Source, other: &dyn Source) -> bool {
    std::ptr::addr_eq(one, other)
}

fn config(sources: impl IntoIterator<Item = Words>) -> Config {
    let empty = Config { client: marked(), sources: Vec::new() };
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

/// A record or an error, with everything that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Outcome {
    text: String,
    /// The source and the name of a record, or the name and the kind of an error.
    names: (String, String),
    is_error: bool,
}

impl Outcome {
    fn of(record: &Result<Record, SourceError>) -> Outcome {
        match record {
            Ok(Record { source, name, data }) => Outcome {
                text: format!("the record {name:?} of {source} with {data:?}"),
                names: (source.to_string(), name.clone()),
                is_error: false,
            },
            Err(error) => Outcome {
                text: format!("the error `{}` with {:?}", kind(error), error.kind),
                names: (error.name.clone(), kind(error)),
                is_error: true,
            },
        }
    }
}

/// Asserts that the records and errors are exactly these, and shows where they begin to differ. `order` is the cause, if
/// only their order is another one.
#[track_caller]
fn assert_outcomes(recording: &Recording, got: &[Outcome], wanted: &[Outcome], what: &str, order: Option<&str>) {
    if got == wanted {
        return;
    }
    let equal = got.iter().zip(wanted).take_while(|(got, wanted)| got == wanted).count();
    let at = |outcomes: &[Outcome]| outcomes.get(equal).map_or_else(|| "missing".to_owned(), |one| one.text.clone());
    let number = equal + 1;
    expected(format!("{what}: {}, and number {number} is {}", count(wanted.len(), "result", "results"), at(wanted)))
        .but(format!("{}, and number {number} is {}", count(got.len(), "result came", "results came"), at(got)))
        .looks_as_if_any(cause_of_difference(got, wanted, order))
        .fail(recording);
}

fn cause_of_difference(got: &[Outcome], wanted: &[Outcome], order: Option<&str>) -> Option<String> {
    let missing = less(wanted, got);
    let new = less(got, wanted);
    if missing.is_empty() && new.is_empty() {
        return order.map(str::to_owned);
    }
    let are_errors = |outcomes: &[Outcome]| outcomes.iter().all(|outcome| outcome.is_error);
    let all = |holds: fn(&Outcome, &Outcome) -> bool| {
        missing.len() == new.len() && missing.iter().zip(&new).all(|(wanted, got)| holds(wanted, got))
    };
    let cause = if new.is_empty() && are_errors(&missing) {
        "an error is lost: it is a result like any other"
    } else if new.is_empty() && wanted.starts_with(got) {
        return Some(format!("it ends after {}, although there are more", count(got.len(), "result", "results")));
    } else if new.is_empty() && missing.iter().all(|one| one.names.1.is_empty()) {
        "records without a name are dropped: a text may be empty"
    } else if new.is_empty() && missing.iter().all(|one| one.names.0.ends_with("/part")) {
        "records are dropped that name another source than the one which made them"
    } else if new.is_empty() && missing.iter().all(|one| got.contains(one)) {
        "some results are dropped because they are equal to others: two equal ones are two"
    } else if new.is_empty() {
        "some items are dropped: an item may be any JSON value"
    } else if missing.len() == new.len() && are_errors(&missing) && are_errors(&new) {
        "an error is changed on its way: its name, its kind and all that it says stay as they are"
    } else if all(|wanted, got| wanted.names == got.names) {
        "a number is converted on its way, and its last digits are lost: an `i64` stays one"
    } else if all(|wanted, got| wanted.names.1 == got.names.1) {
        "the source of a record is overwritten: a record is yielded exactly as its source makes it"
    } else if all(|wanted, got| wanted.names.1.trim() == got.names.1) {
        "a text is trimmed: it stays as it is"
    } else {
        return None;
    };
    Some(cause.to_owned())
}

/// Returns what is in `all` more often than in `others`, sorted.
fn less(all: &[Outcome], others: &[Outcome]) -> Vec<Outcome> {
    let mut rest = others.to_vec();
    let mut left = all.to_vec();
    left.retain(|one| match rest.iter().position(|other| other == one) {
        Some(place) => {
            rest.swap_remove(place);
            false
        }
        None => true,
    });
    left.sort();
    left
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
    use std::net::{TcpListener, TcpStream};
    use std::sync::mpsc::{Sender, channel};
    use std::sync::{Mutex, PoisonError};
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

    /// Returns the cause, if fewer items were returned than were sent.
    fn cause_of_count(got: usize, wanted: &str) -> Option<&'static str> {
        let sent: usize = wanted.split_once(" item")?.0.parse().ok()?;
        match got {
            5 if sent > 5 => Some("it cuts the list to five items: what the server sends is returned, all of it"),
            _ if got < sent => {
                Some("some items are dropped: an item may be any JSON value, and two equal items are two")
            }
            _ => None,
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
        } else if items.as_ref().is_ok_and(Vec::is_empty) && wanted_kind == "NoItems" {
            Some("the missing list is replaced by an empty one, or it takes a list from another place")
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
        } else if wanted_kind == "NotJson" && got_kind.is_empty() {
            Some(
                "it does not parse the whole body as JSON, and as nothing else: what comes after the document counts, too",
            )
        } else if wanted_kind == "Request" && !got_kind.is_empty() {
            Some(
                "it makes the error itself: chapter 3's `fetch` tells a request that cannot be made from one that fails",
            )
        } else {
            items.as_ref().ok().and_then(|items| cause_of_count(items.len(), wanted))
        };
        expected(format!("for {situation}: {wanted}"))
            .but(format!("it returned {got}"))
            .looks_as_if_any(cause)
            .fail(recording);
    }

    /// Draws a number with a fraction that comes unchanged out of `serde_json`, which is faster than exact.
    fn draw_fraction(draw: &mut Draw) -> Value {
        loop {
            let fraction = json!(draw.f64(-9.0..9.0));
            if serde_json::from_str::<Value>(&fraction.to_string()).is_ok_and(|parsed| parsed == fraction) {
                return fraction;
            }
        }
    }

    /// Draws the items that an API may send one day: with all the fields that are used, and with others, and some that are
    /// no objects.
    fn draw_sent(draw: &mut Draw, length: usize) -> Vec<Value> {
        let mut sent: Vec<Value> = (0..length)
            .map(|nth| match nth % 9 {
                1 => json!({ "id": draw.id(), "name": null, "source": "users", "new": [[draw_fraction(draw)], {}] }),
                2 => json!([draw.word(1..=5), [draw.id()]]),
                3 => Value::Null,
                4 => json!(draw.word(0..=5)),
                5 => json!(draw.id()),
                6 => json!({}),
                7 => json!(false),
                _ => json!({
                    "id": draw.id(), "name": draw.word(1..=9), "stargazers_count": i64::MIN + draw.within(1..=9).cast_signed(),
                    "title": format!(" \"{}\" \\ é\n", draw.word(1..=9)), "email": null, "score": draw_fraction(draw),
                    "items": [1], "results": [2]
                }),
            })
            .collect();
        // Equal items are two items.
        if let [.., one, last] = &mut sent[..] {
            last.clone_from(one);
        }
        sent
    }

    /// Returns the body in which an API sends these items.
    fn body_of(name: &str, items: &[Value]) -> String {
        match name {
            "github" => json!({ "total_count": 2, "incomplete_results": false, "items": items }),
            "posts" => json!(items),
            _ => json!({ "results": items, "info": { "results": 3 } }),
        }
        .to_string()
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
            let mut draw = Draw::of_test();
            let many: Vec<Value> = (0..draw.usize(10_100..=10_500)).map(Value::from).collect();
            let lengths = [1, 2, draw.usize(12..=20), draw.usize(600..=700)];
            for sent in lengths.map(|length| draw_sent(&mut draw, length)).into_iter().chain([many]) {
                let length = sent.len();
                for (name, _) in APIS {
                    let said = Said::start(answer(200, "", &body_of(name, &sent)));
                    let items = fetched(name, &made(&recording).await, &said.base).await;
                    let wanted = count(length, "item", "items");
                    assert_outline(&recording, &items, &wanted, &format!("{name}, which sent {wanted}"));
                    let items = items.expect("the outline has been checked");
                    if items != sent {
                        assert_same(&recording, &items, &sent);
                    }
                }
            }
        });
    }

    #[track_caller]
    fn assert_same(recording: &Recording, items: &[Value], sent: &[Value]) {
        let fields =
            |items: &[Value]| items.iter().filter_map(Value::as_object).map(serde_json::Map::len).sum::<usize>();
        let is_other = |(item, sent): &(&Value, &Value)| item != sent;
        let (item, one) = items.iter().zip(sent).find(is_other).unwrap_or((&Value::Null, &Value::Null));
        let sorted = |items: &[Value]| {
            let mut texts: Vec<String> = items.iter().map(Value::to_string).collect();
            texts.sort();
            texts
        };
        let cause = match fields(items).cmp(&fields(sent)) {
            _ if sorted(items) == sorted(sent) => {
                Some("their order is changed: it is the order in which the API sends them")
            }
            Greater => Some("it writes something into the items: their source belongs beside them, not inside"),
            Less => Some("it copies some fields into new items, and the others are lost"),
            Equal if without_numbers(item) == without_numbers(one) => {
                Some("a number is converted on its way, and its last digits are lost: a `Value` keeps them")
            }
            Equal => None,
        };
        let report = expected(format!("the items unchanged, among them {one}"));
        report.but(format!("in its place it returned {item}")).looks_as_if_any(cause).fail(recording);
    }

    /// Returns the value with all numbers replaced.
    fn without_numbers(value: &Value) -> Value {
        match value {
            Value::Number(_) => json!(0),
            Value::Array(items) => items.iter().map(without_numbers).collect(),
            Value::Object(fields) => {
                fields.iter().map(|(name, value)| (name.clone(), without_numbers(value))).collect()
            }
            other => other.clone(),
        }
    }

    #[test]
    fn asks_for_five_of_each() {
        live(async |recording| {
            let server = start(Apis::new());
            let mut draw = Draw::of_test();
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
                let said = Said::start(answer(200, "", &body_of(name, &[])));
                let path = format!("/{}/{}%2Fa%20b/~me;v=1", draw.word(3..=9), draw.word(3..=9));
                let _ = fetched(name, &marked(), &format!("{}{path}", said.base)).await;
                let requested: Vec<String> = said.targets().iter().map(|target| in_order(target)).collect();
                if requested != [format!("{path}{wanted}")] {
                    let cause = if requested == [wanted] {
                        Some("it replaces the path of `base`: the rest of the URL comes after it")
                    } else {
                        requested
                            .iter()
                            .any(|target| target.contains("%25"))
                            .then_some("it encodes the path of `base` again: what is encoded stays as it is")
                    };
                    expected(format!("for a `base` with the path {path}, one request for {path}{wanted}"))
                        .but(format!("it requested {}", listed(requested)))
                        .looks_as_if_any(cause)
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

    /// The variable by which the check below knows that it runs in the environment with a proxy.
    const IN_PROXY_ENVIRONMENT: &str = "STREAMLINGS_IN_PROXY_ENVIRONMENT";

    /// The exit code of a client whose request has not come to the server.
    const NOT_REACHED: i32 = 86;

    #[test]
    fn uses_no_proxy_even_if_the_environment_names_one() {
        plain(|| {
            if std::env::var_os(IN_PROXY_ENVIRONMENT).is_some() {
                let server = start(Apis::new());
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                let sent = runtime.expect("the system can start a runtime").block_on(async {
                    client().expect("the client can be built").get(server.url_of("/posts?_limit=5")).send().await
                });
                drop(sent);
                std::process::exit(if server.counts().started == 0 { NOT_REACHED } else { 0 });
            }
            // An environment can be set only for another process, so this check runs itself there. Nobody listens on the
            // proxy's port.
            let again = rerun("fetch::uses_no_proxy_even_if_the_environment_names_one");
            let mut again = again.expect("the program of this check has a path");
            again.env(IN_PROXY_ENVIRONMENT, "1");
            for variable in ["ALL_PROXY", "HTTP_PROXY", "all_proxy", "http_proxy"] {
                again.env(variable, "http://127.0.0.1:9");
            }
            for variable in ["NO_PROXY", "no_proxy", "REQUEST_METHOD"] {
                again.env_remove(variable);
            }
            let output = again.output().expect("the system can start a process");
            if !output.status.success() {
                let cause = (output.status.code() == Some(NOT_REACHED)).then_some(
                    "the client uses the proxy of the environment, as reqwest does by default: `no_proxy()` makes it \
                     connect directly",
                );
                expected("a request of the client reaches a server on this machine, although `HTTP_PROXY` is set")
                    .but("the server saw none")
                    .looks_as_if_any(cause)
                    .fail(&Recording::start());
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
            let client = made(&recording).await;
            let mut draw = Draw::of_test();
            let _clock = StoppedClock::stop();
            for (name, _) in APIS {
                let body = body_of(name, &[]);
                let (begin, end) = body.split_at(1);
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{begin}", body.len());
                for is_in_time in [true, false] {
                    let begins_after = draw.millis(1_000..=9_000);
                    let (base, trickle) = trickling(String::new());
                    let mut work = pin!(fetched(name, &client, &base));
                    let mut items = done_by_now(&other, &mut work).await;
                    let (mut before, mut later) = (Duration::ZERO, vec![begins_after, ALMOST]);
                    while let (None, false) = (&items, later.is_empty()) {
                        let now = later.remove(0);
                        tokio::time::advance(now.saturating_sub(before)).await;
                        before = now;
                        items = done_by_now(&other, &mut work).await;
                        if items.is_none() && now == begins_after {
                            // An error means that the client has left already.
                            let _ = trickle.send(head.clone());
                            items = done_by_now(&other, &mut work).await;
                        }
                    }
                    let begin = format!("whose response begins after {begins_after:?}");
                    if let Some(items) = items {
                        expected(format!("it waits ten seconds for {name}, {begin}"))
                            .but(format!("before that it returned {}", outline(&items)))
                            .fail(&recording);
                    }
                    if is_in_time {
                        let _ = trickle.send(end.to_owned());
                        let whole = match select(work.as_mut(), pin!(other.reaches(|_| false))).await {
                            Either::Left((items, _)) => Some(items),
                            Either::Right(_) => None,
                        };
                        let Some(items) = whole else {
                            expected(format!("0 items of {name}, {begin} and ends after 9.999 s"))
                                .but("it was still waiting, although the body is whole")
                                .fail(&recording);
                        };
                        let situation = format!("{name}, {begin} and ends after 9.999 s");
                        assert_outline(&recording, &items, "0 items", &situation);
                        continue;
                    }
                    tokio::time::advance(Duration::from_millis(2)).await;
                    match done_by_now(&other, &mut work).await {
                        Some(items) => {
                            let situation = format!("{name}, {begin} and never ends");
                            assert_outline(&recording, &items, &format!("{name}: Timeout"), &situation);
                        }
                        None => expected(format!("{name}: Timeout, if the whole body has not come within ten seconds"))
                            .but(format!(
                                "the body began after {begins_after:?}, and after 10.001 s on tokio's clock the fetch was \
                                 still waiting for its end"
                            ))
                            .looks_as_if(
                                "the timeout is for each read, and starts again with the body or with each byte, or \
                                 there is none for the body",
                            )
                            .fail(&recording),
                    }
                }
            }
        });
    }

    #[test]
    fn an_answer_without_success_is_a_status_error() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let client = made(&recording).await;
            for (name, route) in APIS {
                for status in [403, 404, 429, 500, 503] {
                    let server = start(Apis::new().route(route, Behavior::failing(Fault::Status(status))));
                    let items = fetched(name, &client, server.url()).await;
                    let situation = format!("{name}, which responds with {status}");
                    assert_outline(&recording, &items, &format!("{name}: Status {status}"), &situation);
                }
                let mut statuses = vec![300, 301, 304, 400, 401, 408, 425, 451, 500, 502, 504, 599];
                statuses.extend(draw.list(4, |draw| draw.within(402..=598) as u16));
                for status in statuses {
                    let wanted = draw.pick(&[true, true, false]).then(|| Duration::from_secs(draw.within(2..=100_000)));
                    let header = wanted.map_or_else(String::new, |time| format!("Retry-After: {}\r\n", time.as_secs()));
                    let body = if status == 304 { String::new() } else { body_of(name, &[json!(1)]) };
                    let said = Said::start(answer(status, &header, &body));
                    let items = fetched(name, &client, &said.base).await;
                    let situation = format!("{name}, which responds with {status}");
                    assert_outline(&recording, &items, &format!("{name}: Status {status}"), &situation);
                    let requests = said.targets().len();
                    if requests != 1 {
                        expected(format!("one request to {situation}"))
                            .but(format!("there were {requests}"))
                            .looks_as_if("it tries again after some statuses: here, a failure is the result")
                            .fail(&recording);
                    }
                    if let Err(SourceError { kind: ErrorKind::Fetch(FetchError::Status { retry_after, .. }), .. }) =
                        items
                        && retry_after != wanted
                    {
                        expected(format!("for {situation} and `{}`: `retry_after` is {wanted:?}", header.trim()))
                            .but(format!("it is {retry_after:?}"))
                            .looks_as_if(
                                "it makes the error itself, and loses what the server says: chapter 3's `fetch` reads \
                                 the header",
                            )
                            .fail(&recording);
                    }
                }
            }
        });
    }

    #[test]
    fn every_status_of_success_brings_the_items() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let client = made(&recording).await;
            for (name, _) in APIS {
                for status in [200, 201, 202, 203, 206, 226, draw.within(207..=299) as u16] {
                    let said = Said::start(answer(status, "", &body_of(name, &[json!(1), json!(2)])));
                    let items = fetched(name, &client, &said.base).await;
                    let situation = format!("{name}, which responds with {status} and two items");
                    if items.as_ref().is_err_and(|error| kind(error).contains("Status")) {
                        expected(format!("for {situation}: 2 items"))
                            .but(format!("it returned {}", outline(&items)))
                            .looks_as_if("it accepts only the status 200: each from 200 to 299 is a success")
                            .fail(&recording);
                    }
                    assert_outline(&recording, &items, "2 items", &situation);
                }
            }
        });
    }

    #[test]
    fn a_connection_that_fails_is_told_from_a_body_that_breaks_off() {
        live(async |recording| {
            // A port that is taken, and where nobody listens.
            let refusing = tokio::net::TcpSocket::new_v4().expect("a socket");
            refusing.bind(([127, 0, 0, 1], 0).into()).expect("a free port");
            let refused = format!("http://{}", refusing.local_addr().expect("it has an address"));
            let mut draw = Draw::of_test();
            for (name, route) in APIS {
                for (fault, wanted) in [(Fault::ConnectionReset, "Connection"), (Fault::HalfBody, "Body")] {
                    let server = start(Apis::new().route(route, Behavior::failing(fault)));
                    let items = fetched(name, &made(&recording).await, server.url()).await;
                    let situation = format!("{name} with the fault `{fault}`");
                    assert_outline(&recording, &items, &format!("{name}: {wanted}"), &situation);
                }
                let client = made(&recording).await;
                let items = fetched(name, &client, &refused).await;
                let situation = format!("{name} at a port where nobody listens");
                assert_outline(&recording, &items, &format!("{name}: Connection"), &situation);
                for base in [String::new(), draw.word(4..=9), "no url".to_owned()] {
                    let items = fetched(name, &client, &base).await;
                    let situation = format!("{name} with the base {base:?}, of which no URL can be made");
                    assert_outline(&recording, &items, &format!("{name}: Request"), &situation);
                }
            }
        });
    }

    #[test]
    fn a_body_that_is_no_json_is_an_error() {
        live(async |recording| {
            let client = made(&recording).await;
            for (name, route) in APIS {
                for fault in [Fault::MalformedJson, Fault::WrongContentType] {
                    let server = start(Apis::new().route(route, Behavior::failing(fault)));
                    let items = fetched(name, &client, server.url()).await;
                    let situation = format!("{name} with the fault `{fault}`");
                    assert_outline(&recording, &items, &format!("{name}: NotJson"), &situation);
                }
                let whole = body_of(name, &[json!({ "a": 1 })]);
                let bodies = [
                    String::new(),
                    " \n".to_owned(),
                    whole[..whole.len() - 1].to_owned(),
                    whole[..1].to_owned(),
                    format!("{whole}{whole}"),
                    format!("{whole} and more"),
                    format!("{whole},"),
                    format!("{whole};"),
                    format!("{whole}\0"),
                    format!("{whole}]"),
                    format!("{whole}}}"),
                    whole.replace('"', "'"),
                    whole.replace("1}", "1,}"),
                    whole.replace('1', "NaN"),
                    "<html></html>".to_owned(),
                    "nul".to_owned(),
                    format!("{whole}//"),
                    format!("/**/{whole}"),
                    format!("\u{feff}{whole}"),
                ];
                let blanks = ['\u{a0}', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{3000}', '\0'];
                let blank = blanks.iter().flat_map(|blank| [format!("{blank}{whole}"), format!("{whole}{blank}")]);
                for body in bodies.into_iter().chain(blank) {
                    let said = Said::start(answer(200, "", &body));
                    let items = fetched(name, &client, &said.base).await;
                    let situation = format!("{name}, whose body is `{}`", body.escape_debug());
                    if items.is_ok() && (body.trim() != body || body.starts_with('\u{feff}')) && body.trim().len() > 2 {
                        expected(format!("for {situation}: {name}: NotJson"))
                            .but(format!("it returned {}", outline(&items)))
                            .looks_as_if(
                                "it removes white space that JSON does not have, or a byte order mark: the body is parsed as it is",
                            )
                            .fail(&recording);
                    }
                    assert_outline(&recording, &items, &format!("{name}: NotJson"), &situation);
                }
                // The beginning says already that there is no list, but the whole is no JSON.
                let no_lists = ["{}", "{\"items\":7,\"results\":7}", "7", "null", "[7]", "{\"data\":[]}"];
                for no_list in no_lists.into_iter().filter(|body| name != "posts" || !body.starts_with('[')) {
                    for after in [" and more", ",", "]", "{}"] {
                        let said = Said::start(answer(200, "", &format!("{no_list}{after}")));
                        let items = fetched(name, &client, &said.base).await;
                        let situation = format!("{name}, whose body is `{no_list}{after}`");
                        if matches!(&items, Err(SourceError { kind: ErrorKind::NoItems, .. })) {
                            expected(format!("for {situation}: {name}: NotJson"))
                                .but(format!("it returned {}", outline(&items)))
                                .looks_as_if(
                                    "it looks for the list before it knows that the whole body is one JSON document",
                                )
                                .fail(&recording);
                        }
                        assert_outline(&recording, &items, &format!("{name}: NotJson"), &situation);
                    }
                }
                // JSON has four kinds of white space.
                let said = Said::start(answer(200, "", &format!(" \t\r\n{whole}\n\r\t ")));
                let items = fetched(name, &client, &said.base).await;
                assert_outline(&recording, &items, "1 item", &format!("{name}, with white space around the document"));
                let said = Said::start(answer(204, "", ""));
                let items = fetched(name, &client, &said.base).await;
                assert_outline(
                    &recording,
                    &items,
                    &format!("{name}: NotJson"),
                    &format!("{name}, which sends no body"),
                );
            }
        });
    }

    #[test]
    fn json_without_the_list_is_an_error() {
        live(async |recording| {
            let client = made(&recording).await;
            for (name, route) in APIS {
                // The body of an error, although the status is 200. GitHub's says that there were too many requests.
                let server = start(Apis::new().route(route, Behavior::failing(Fault::Status(200))));
                let items = fetched(name, &client, server.url()).await;
                let situation = format!("{name}, whose response has status 200 and no list");
                assert_outline(&recording, &items, &format!("{name}: NoItems"), &situation);
                let anyone = [
                    "7",
                    "{\"items\":{\"a\":1},\"results\":\"none\"}",
                    "null",
                    "true",
                    "\"[]\"",
                    "{}",
                    "{\"items\":null,\"results\":null}",
                    "{\"items\":\"[]\",\"results\":\"[]\"}",
                    "{\"Items\":[],\"Results\":[]}",
                    "{\"data\":{\"items\":[],\"results\":[]}}",
                    "{\"\":[1],\"posts\":[1],\"users\":[1],\"data\":[1]}",
                ];
                let others = APIS.into_iter().filter(|(other, _)| *other != name);
                let of_others: Vec<String> = others.map(|(other, _)| body_of(other, &[json!({ "a": 1 })])).collect();
                let nested = format!("[{}]", body_of(name, &[json!(1)]));
                let nested = (name != "posts").then_some(nested.as_str());
                for body in anyone.into_iter().chain(of_others.iter().map(String::as_str)).chain(nested) {
                    let said = Said::start(answer(200, "", body));
                    let items = fetched(name, &client, &said.base).await;
                    let situation = format!("{name}, whose body is `{body}`");
                    if items.as_ref().is_ok_and(|items| !items.is_empty()) {
                        let cause = if body == anyone[1] {
                            "it takes an object, or another value, for a list: only a JSON array is one"
                        } else {
                            "it takes any list that it finds: another place has another meaning"
                        };
                        expected(format!("for {situation}: {name}: NoItems"))
                            .but(format!("it returned {}", outline(&items)))
                            .looks_as_if(cause)
                            .fail(&recording);
                    }
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
    fn sends_nothing_before_it_is_polled_and_one_request_then() {
        live(async |recording| {
            for (name, route) in APIS {
                let faults = [
                    Fault::Status(503),
                    Fault::Status(429),
                    Fault::ConnectionReset,
                    Fault::HalfBody,
                    Fault::MalformedJson,
                    Fault::Status(200),
                ];
                for fault in faults {
                    // Only the first request fails.
                    let server = start(Apis::new().route(route, Behavior::new().first(1, fault)));
                    let client = made(&recording).await;
                    let base = server.url();
                    let fetching: Pin<Box<dyn Future<Output = Items> + '_>> = match name {
                        "github" => Box::pin(fetch_github_repos(&client, base)),
                        "posts" => Box::pin(fetch_posts(&client, base)),
                        _ => Box::pin(fetch_users(&client, base)),
                    };
                    let before = server.settled().await.started;
                    if before != 0 {
                        expected(format!("no request to {name} before the first poll"))
                            .but(format!("there was {}", count(before as usize, "request", "requests")))
                            .looks_as_if("it sends the request in the call, not in the future that it returns")
                            .fail(&recording);
                    }
                    let items = fetching.await;
                    let started = server.settled().await.started;
                    if started == 1 && fault == Fault::Status(503) {
                        for calls in [2, 3] {
                            let again = fetched(name, &client, base).await;
                            let requests = server.counts().started;
                            if requests != calls || outline(&again) != "5 items" {
                                expected(format!(
                                    "call {calls} sends request {calls} to {name}, and returns its 5 items"
                                ))
                                .but(format!(
                                    "after it there were {requests} requests, and it returned {}",
                                    outline(&again)
                                ))
                                .looks_as_if_any((requests < calls).then_some("it keeps what an earlier call returned"))
                                .fail(&recording);
                            }
                        }
                    }
                    if started != 1 {
                        expected(format!("1 request to {name}, whose first response has the fault `{fault}`"))
                            .but(format!("there were {started}, and it returned {}", outline(&items)))
                            .looks_as_if("it tries again after a failure: here, a failure is the result")
                            .fail(&recording);
                    }
                }
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

    #[test]
    fn dropped_in_the_body_it_gives_up_the_request() {
        live(async |recording| {
            for (name, route) in APIS {
                let endless = Behavior::failing(Fault::EndlessBody).bandwidth(1000);
                let server = start(Apis::new().route(route, endless));
                let client = made(&recording).await;
                let mut fetching = Box::pin(fetched(name, &client, server.url()));
                until_in_flight(&recording, &server, fetching.as_mut(), 1).await;
                drop(fetching);
                assert_given_up(&recording, &server, 1).await;
            }
        });
    }

    #[test]
    fn the_ten_seconds_are_those_of_the_connection_too() {
        live(async |recording| {
            // Nobody accepts these connections. When there are too many of them, the system lets the next one wait.
            let busy = tokio::net::TcpSocket::new_v4().expect("a socket");
            busy.bind(([127, 0, 0, 1], 0).into()).expect("a free port");
            let busy = busy.listen(0).expect("it can listen");
            let address = busy.local_addr().expect("it has an address");
            let mut waiting = Vec::new();
            for _ in 0..4 {
                let connection = TcpStream::connect_timeout(&address, Duration::from_millis(50));
                waiting.extend(connection);
            }
            // This server only tells whether anything still moves.
            let other = start(Apis::new());
            let client = made(&recording).await;
            let _clock = StoppedClock::stop();
            let base = format!("http://{address}");
            for (name, _) in APIS {
                let mut work = pin!(fetched(name, &client, &base));
                let mut early = done_by_now(&other, &mut work).await;
                if early.is_none() {
                    tokio::time::advance(ALMOST).await;
                    early = done_by_now(&other, &mut work).await;
                }
                if let Some(items) = early {
                    expected(format!("it waits ten seconds for {name}, whose server does not accept the connection"))
                        .but(format!("after 9.999 s on tokio's clock it returned {}", outline(&items)))
                        .looks_as_if("the client has a shorter timeout for the connection")
                        .fail(&recording);
                }
                tokio::time::advance(Duration::from_millis(2)).await;
                let situation = format!("{name}, whose server does not accept the connection");
                match done_by_now(&other, &mut work).await {
                    Some(items) => assert_outline(&recording, &items, &format!("{name}: Timeout"), &situation),
                    None => expected(format!("for {situation}: {name}: Timeout"))
                        .but("after 10.001 s on tokio's clock it was still waiting")
                        .fail(&recording),
                }
            }
        });
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

    /// Returns a whole response, with this status, these header lines and this body.
    fn answer(status: u16, headers: &str, body: &str) -> String {
        let length = body.len();
        format!("HTTP/1.1 {status} Said\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}")
    }

    /// A server that answers each request with the same bytes, and remembers what was requested.
    struct Said {
        /// The URL of the server, without a slash at the end.
        base: String,
        targets: Arc<Mutex<Vec<String>>>,
    }

    impl Said {
        fn start(answer: String) -> Said {
            let socket = TcpListener::bind("127.0.0.1:0").expect("a free port");
            let base = format!("http://{}", socket.local_addr().expect("it has an address"));
            let targets = Arc::<Mutex<Vec<String>>>::default();
            let seen = Arc::clone(&targets);
            thread::spawn(move || {
                while let Ok((mut client, _)) = socket.accept() {
                    let Some(target) = requested(&mut client) else { continue };
                    seen.lock().unwrap_or_else(PoisonError::into_inner).push(target);
                    // An error means that the client has left already.
                    let _ = client.write_all(answer.as_bytes());
                }
            });
            Said { base, targets }
        }

        fn targets(&self) -> Vec<String> {
            self.targets.lock().unwrap_or_else(PoisonError::into_inner).clone()
        }
    }

    /// Reads the head of a request, and returns its target.
    fn requested(client: &mut TcpStream) -> Option<String> {
        let mut request = Vec::new();
        let mut byte = [0];
        while !request.ends_with(b"\r\n\r\n") {
            if !client.read(&mut byte).is_ok_and(|read| read == 1) {
                return None;
            }
            request.push(byte[0]);
        }
        String::from_utf8(request).ok()?.split(' ').nth(1).map(str::to_owned)
    }

    /// Starts a server that answers one request with `answer` and keeps the connection open. Returns its URL, and a
    /// channel for the bytes that follow.
    fn trickling(answer: String) -> (String, Sender<String>) {
        let socket = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = socket.local_addr().expect("it has an address");
        let (more, coming) = channel::<String>();
        thread::spawn(move || {
            let Ok((mut client, _)) = socket.accept() else { return };
            if requested(&mut client).is_none() {
                return;
            }
            // An error means that the client has left already.
            let _ = client.write_all(answer.as_bytes());
            while let Ok(bytes) = coming.recv() {
                let _ = client.write_all(bytes.as_bytes());
            }
        });
        (format!("http://{address}"), more)
    }

    #[test]
    fn what_else_the_document_says_changes_nothing() {
        live(async |recording| {
            let client = made(&recording).await;
            let mut draw = Draw::of_test();
            let others = [
                json!({ "total_count": 0, "incomplete_results": true }),
                json!({ "total_count": 1, "incomplete_results": null, "message": "API rate limit exceeded" }),
                json!({ "total_count": u64::MAX, "errors": [{ "code": "invalid" }], "status": 503 }),
                json!({ "error": "too many requests", "info": { "results": 0, "page": 2, "error": true } }),
                json!({ "info": { "results": 1, "pages": 9 }, "next": "/page/2", "data": [], "success": false }),
                json!({ "Items": [], "Results": [], "posts": [], "users": [], "item": [], "result": [], "": [] }),
            ];
            for mut other in others {
                let sent = draw_sent(&mut draw, 12);
                let fields = other.as_object_mut().expect("it is an object");
                fields.insert("items".to_owned(), json!(sent));
                fields.insert("results".to_owned(), json!(sent));
                for name in ["github", "users"] {
                    let mut document = other.clone();
                    let foreign = if name == "github" { "results" } else { "items" };
                    if let Some(fields) = document.as_object_mut() {
                        fields.remove(foreign);
                        let shown: Vec<String> = fields
                            .iter()
                            .filter(|(_, value)| **value != json!(sent))
                            .map(|(name, value)| format!("{name:?}: {value}"))
                            .collect();
                        let said = Said::start(answer(
                            200,
                            "Content-Type: text/html; charset=utf-16\r\n",
                            &document.to_string(),
                        ));
                        let items = fetched(name, &client, &said.base).await;
                        if items.as_ref().ok() != Some(&sent) {
                            expected(format!("12 items of {name}, whose document also has {}", shown.join(", ")))
                                .but(format!("it returned {}", outline(&items)))
                                .looks_as_if("it looks at other fields than the list, or at the `Content-Type`: a list that is there is the result")
                                .fail(&recording);
                        }
                    }
                }
            }
        });
    }

    #[test]
    fn calls_do_not_wait_for_each_other() {
        live(async |recording| {
            let server = holding();
            let client = made(&recording).await;
            let calls = Draw::of_test().usize(20..=30);
            for round in ["", ", after as many others were dropped"] {
                let names = APIS.iter().cycle().take(3 * calls);
                let all = futures::future::join_all(names.map(|(name, _)| fetched(name, &client, server.url())));
                let mut all = Box::pin(all);
                let counts = until_in_flight(&recording, &server, all.as_mut(), 3 * calls as u64).await;
                if counts.in_flight != 3 * calls as u64 {
                    let cause = (1..3 * calls as u64).contains(&counts.in_flight).then_some(
                        "the calls share something, such as a lock or a limit in a `static`, and wait for each other",
                    );
                    expected(format!("{0} calls at the same time have {0} requests in flight{round}", 3 * calls))
                        .but(format!("there were {}", counts.in_flight))
                        .looks_as_if_any(cause)
                        .without_picture()
                        .fail(&recording);
                }
                drop(all);
                server.reaches(|counts| counts.in_flight == 0).await.ok();
            }
        });
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
            Some("they are in the order in which they came, or have got into the places of others")
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
        paused_for(DAYS, async |recording| {
            let mut draw = Draw::of_test();
            let few: Vec<Duration> = draw.list(4, |draw| draw.millis(1_000..=9_000));
            let seen = Arc::default();
            let names = ["a", "b", "c", "d"];
            let words = |(name, takes): (&str, &Duration)| Words::new(name, &["one"], &seen).takes(*takes);
            let of_few = config(names.into_iter().zip(&few).map(words));
            let begin = Instant::now();
            let data = recording.future("fetch_all_data", fetch_all_data(&of_few)).await;
            assert_data(&recording, &data, &["a: 1 item", "b: 1 item", "c: 1 item", "d: 1 item"]);
            assert_took(&recording, begin, &few, &seen);
            // So many that no limit is as large, and up to forty minutes.
            let many = draw.usize(1_100..=1_300);
            let mut many: Vec<Duration> = draw.list(many, |draw| draw.millis(1..=60_000));
            *many.last_mut().expect("there are many") = draw.millis(1_800_000..=2_400_000);
            draw.shuffle(&mut many);
            let seen = Arc::default();
            let words = |takes: &Duration| Words::new("a", &["one"], &seen).takes(*takes).undrawn();
            let of_many = config(many.iter().map(words));
            let begin = Instant::now();
            let data = fetch_all_data(&of_many).await;
            assert_took(&recording, begin, &many, &seen);
            assert_data(&recording, &data, &vec!["a: 1 item"; many.len()]);
        });
    }

    /// Asserts that sources which take these times took as long as the slowest one.
    #[track_caller]
    fn assert_took(recording: &Recording, begin: Instant, times: &[Duration], seen: &Seen) {
        let (took, slowest) = (begin.elapsed(), times.iter().max().copied().unwrap_or_default());
        if took == slowest {
            return;
        }
        let most = seen.most_in_flight.load(Relaxed);
        let cause = if most < times.len() {
            Some(format!("it fetches {} at a time, and the others wait", count(most, "source", "sources")))
        } else if took < slowest {
            Some(
                "it gives up a source that takes long: the client has a timeout, and this function sets none"
                    .to_owned(),
            )
        } else {
            None
        };
        expected(format!("{} sources, the slowest of which takes {slowest:?}, take {slowest:?} together", times.len()))
            .but(format!("they took {took:?}"))
            .looks_as_if_any(cause)
            .fail(recording);
    }

    #[test]
    fn passes_each_result_on_as_it_is_and_fetches_once() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            // Each failure is once the first, once in the middle, and once the last.
            for failure in failures() {
                for failing in [0, 3, 6] {
                    let seen: Arc<Seen> = Arc::default();
                    let words: Vec<Words> = (0..7)
                        .map(|nth| {
                            let length = if nth == 2 { 0 } else { draw.usize(1..=20) };
                            let items = draw_items(&mut draw, length);
                            let takes = draw.millis(1..=20_000);
                            let words = Words::with(&draw.word(1..=6), items, &seen).takes(takes).undrawn();
                            if nth == failing { words.fails(&failure) } else { words }
                        })
                        .collect();
                    let config = config(words.clone());
                    let fetching = fetch_all_data(&config);
                    let early = seen.called.load(Relaxed);
                    let data = fetching.await;
                    assert_same_client(&recording, &seen);
                    let got: Vec<String> = data.iter().map(|fetched| format!("{:?}", fetched.result)).collect();
                    let wanted: Vec<String> = words.iter().map(|words| format!("{:?}", words.result())).collect();
                    if let Some(other) = (0..7).find(|&nth| got.get(nth) != Some(&wanted[nth])) {
                        let sorted = |results: &[String]| {
                            let mut results = results.to_vec();
                            results.sort();
                            results
                        };
                        let cause = if sorted(&got) == sorted(&wanted) {
                            Some("the results are in another order than the sources")
                        } else if other == failing && data.len() == 7 {
                            Some(
                                "an error is changed on its way: its name, its kind and all that it says stay as they are",
                            )
                        } else {
                            None
                        };
                        let got = got.get(other).map_or("missing", String::as_str);
                        expected(format!("the result of source {}, unchanged: {}", other + 1, wanted[other]))
                            .but(format!("it is {got}"))
                            .looks_as_if_any(cause)
                            .fail(&recording);
                    }
                    let fetched = seen.fetched.load(Relaxed);
                    if (early, fetched) != (0, 7) {
                        let cause = if early > 0 {
                            Some("it begins when it is called: only code in an `async` block waits for the first poll")
                        } else {
                            (fetched > 7).then_some("it tries again after a failure: here, a failure is the result")
                        };
                        expected(
                            "seven sources, of which one fails, are fetched 7 times, and 0 times before the first poll",
                        )
                        .but(format!("it was {fetched} times, and {early} before the first poll"))
                        .looks_as_if_any(cause)
                        .fail(&recording);
                    }
                }
            }
        });
    }

    #[test]
    fn waits_for_a_source_as_long_as_it_takes() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let _clock = StoppedClock::stop();
            let seen = Arc::default();
            let takes = draw_days(&mut draw);
            let config = config([Words::new("a", &["one"], &seen).takes(takes).undrawn()]);
            assert_takes(&recording, pin!(fetch_all_data(&config)), takes).await;
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
    fn wakes_the_task_that_polled_it_last() {
        paused(async |recording| {
            let seen = Arc::default();
            let takes = Duration::from_secs(1);
            let config = config(["a", "b"].map(|name| Words::new(name, &["one"], &seen).takes(takes).undrawn()));
            assert_data(&recording, &woken(fetch_all_data(&config)).await, &["a: 1 item", "b: 1 item"]);
        });
    }

    #[test]
    fn all_may_fail() {
        paused(async |recording| {
            let seen = Arc::default();
            let config = config([Words::failing("a", &seen), Words::failing("b", &seen).takes(Duration::from_secs(2))]);
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

    #[test]
    fn dropped_half_way_it_gives_up_the_rest() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let seen: Arc<Seen> = Arc::default();
            let (fast, slow) = (draw.usize(5..=20), draw.usize(5..=20));
            let takes = |nth: usize| if nth < fast { draw.millis(1..=900) } else { draw.millis(2_000..=9_000) };
            let mut times: Vec<Duration> = (0..fast + slow).map(takes).collect();
            draw.shuffle(&mut times);
            let config = config(times.iter().map(|time| Words::new("a", &["one"], &seen).takes(*time).undrawn()));
            let is_early = tokio::time::timeout(Duration::from_secs(1), fetch_all_data(&config)).await.is_ok();
            let (given_up, in_flight) = (seen.given_up.load(Relaxed), seen.in_flight.load(Relaxed));
            if is_early || (given_up, in_flight) != (slow, 0) {
                expected(format!("dropped after 1 s, it cancels the {slow} sources that are still in flight"))
                    .but(format!("{given_up} were cancelled, and {in_flight} are in flight"))
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn fetches_any_number_of_sources_at_the_same_time() {
        paused_for(DAYS, async |recording| {
            let mut draw = Draw::of_test();
            let (many, takes, seen) = (draw.usize(5_050..=5_100), draw.millis(1_000..=9_000), Arc::default());
            let config = crowd(&seen, many, takes);
            let begin = Instant::now();
            let data = fetch_all_data(&config).await;
            assert_took(&recording, begin, &vec![takes; many + 1], &seen);
            let last = data.last().map(|fetched| fetched.source.name());
            if data.len() != many + 1 || last != Some("b") {
                expected(format!("{} results, and the last one is of b", many + 1))
                    .but(format!("there are {}, and the last one is of {last:?}", data.len()))
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn sources_without_fields_are_several() {
        paused(async |recording| {
            let config = bare();
            for call in ["first", "second"] {
                let data = fetch_all_data(&config).await;
                let wanted = ["here", "there", "here", "nowhere", "there"];
                let got: Vec<String> = data
                    .iter()
                    .map(|fetched| {
                        format!("{} of {}", json!(fetched.result.as_ref().unwrap_or(&vec![])), fetched.source.name())
                    })
                    .collect();
                let wanted = wanted.map(|name| format!("[\"{name}\"] of {name}"));
                if got != wanted {
                    expected(format!("in the {call} call: {}", listed(wanted)))
                        .but(format!("it returned {}", listed(got)))
                        .looks_as_if("it finds a result by the address of its source, and sources without fields have none of their own")
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }
}

/// Counts the items that are pulled from an iterator.
fn counted<'c, T>(items: impl Iterator<Item = T> + 'c, pulled: &'c Cell<usize>) -> impl Iterator<Item = T> + 'c {
    items.inspect(move |_| pulled.set(pulled.get() + 1))
}

#[track_caller]
fn assert_pulled(recording: &Recording, pulled: usize, wanted: usize, expectation: &str) {
    if pulled != wanted {
        let cause = (pulled > wanted)
            .then_some("it collects, or peeks at, more than it needs: a chain of iterators needs no `Vec` in between");
        expected(expectation).but(format!("it was {pulled}")).looks_as_if_any(cause).fail(recording);
    }
}

mod process_items {
    use super::*;
    use ::three_api_pipeline::{filter_by_source, process_items};

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

    /// Draws sources: two have no items, some failed, one the first and one the last, and several have the same name.
    fn draw_sources(draw: &mut Draw, names: &[&str]) -> Vec<Words> {
        let seen = Arc::default();
        let mut failures = failures();
        draw.shuffle(&mut failures);
        let length = draw.usize(12..=20);
        let sources = (0..length).map(|nth| {
            let items = if nth % 5 == 1 { 0 } else { draw.usize(1..=30) };
            let name = *draw.pick(names);
            let words = Words::with(name, draw_items(draw, items), &seen);
            let is_border = nth == 0 || nth == length - 1;
            if is_border || nth % 4 == 2 { words.fails(&failures[nth % failures.len()]) } else { words }
        });
        sources.collect()
    }

    /// Returns the items that must come, each with the place of its source.
    fn wanted_of<'d>(data: &'d [Fetched<'d>], keeps: impl Fn(&str) -> bool) -> Vec<(usize, &'d Value)> {
        let kept = data.iter().enumerate().filter(|(_, fetched)| keeps(fetched.source.name()));
        kept.flat_map(|(place, fetched)| fetched.result.iter().flatten().map(move |value| (place, value))).collect()
    }

    /// Asserts that the items are exactly these ones, not copies of them.
    #[track_caller]
    fn assert_these(
        recording: &Recording,
        items: &[Item<'_>],
        wanted: &[(usize, &Value)],
        data: &[Fetched<'_>],
        what: &str,
    ) {
        let is_this = |item: &Item<'_>, (place, value): &(usize, &Value)| {
            std::ptr::eq(item.value, *value) && is_same(item.source, data[*place].source)
        };
        let equal = items.iter().zip(wanted).take_while(|(item, wanted)| is_this(item, wanted)).count();
        if equal == wanted.len() && equal == items.len() {
            return;
        }
        let got = items.get(equal);
        let next = wanted.get(equal);
        let is_copy =
            got.zip(next).is_some_and(|(got, (_, value))| got.value == *value && !std::ptr::eq(got.value, *value));
        let is_of_other = got.zip(next).is_some_and(|(got, (_, value))| std::ptr::eq(got.value, *value));
        let cause = if is_of_other {
            Some("it finds the source by its name, and two sources may have the same name")
        } else if is_copy && items.len() == wanted.len() {
            Some("it copies the items: they are borrowed from the data")
        } else if items.len() < wanted.len() {
            Some("some items are dropped: an item may be any JSON value, and two equal items are two")
        } else {
            None
        };
        let show = |value: Option<&Value>| value.map_or_else(|| "missing".to_owned(), ToString::to_string);
        let number = equal + 1;
        let wanted_text = show(next.map(|(_, value)| *value));
        expected(format!("{what}: {}, and number {number} is {wanted_text}", count(wanted.len(), "item", "items")))
            .but(format!("it yielded {}, and number {number} is {}", items.len(), show(got.map(|item| item.value))))
            .looks_as_if_any(cause)
            .fail(recording);
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
            let sources = draw_sources(&mut Draw::of_test(), &["a", "b", ""]);
            let data: Vec<Fetched<'_>> = sources.iter().map(Words::fetched).collect();
            let items: Vec<Item<'_>> = process_items(&data).collect();
            let what = format!("the items of {} sources", data.len());
            assert_these(&recording, &items, &wanted_of(&data, |_| true), &data, &what);
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
            let sources = draw_sources(&mut Draw::of_test(), &["a", "b"]);
            let data: Vec<Fetched<'_>> = sources.iter().map(Words::fetched).collect();
            let pulled = Cell::new(0);
            let mut items = process_items(counted(data.iter(), &pulled));
            for (nth, (place, _)) in (1..).zip(wanted_of(&data, |_| true)) {
                let _ = items.next();
                let expectation =
                    format!("for item {nth}, which is of source {}, it has pulled {0} sources", place + 1);
                assert_pulled(&recording, pulled.get(), place + 1, &expectation);
            }
        });
    }

    #[test]
    fn skips_any_number_of_sources_and_items() {
        paused(async |recording| {
            let many = Draw::of_test().usize(200_000..=250_000);
            let seen = Arc::default();
            let (failed, empty) = (Words::failing("a", &seen), Words::new("a", &[], &seen));
            let (skipped, good) = (Words::new("a", &["one"], &seen), Words::new("b", &["two"], &seen));
            let length = Draw::of_test().usize(10_100..=10_500);
            let full = Words::with("c", (0..length).map(Value::from).collect(), &seen);
            let full = full.fetched();
            let (of_one, of_many) = (
                process_items([&full]).count(),
                process_items(std::iter::repeat_n(&full, 2))
                    .map(|item| item.value)
                    .filter(|value| **value == json!(length - 1))
                    .count(),
            );
            let kept = filter_by_source(process_items([&full, &full]), "c").count();
            if (of_one, of_many, kept) != (length, 2, 2 * length) {
                expected(format!("{length} items of a source, and {} of two, which all pass the filter", 2 * length))
                    .but(format!("there are {of_one}, and {kept}"))
                    .looks_as_if("it has a limit of its own")
                    .without_picture()
                    .fail(&recording);
            }
            for without in [failed, empty] {
                let (without, good) = (without.fetched(), good.fetched());
                let items = process_items(std::iter::repeat_n(&without, many).chain([&good]));
                assert_items(&recording, items, "\"two\" of b");
            }
            let (skipped, good) = (skipped.fetched(), good.fetched());
            let items = process_items([&skipped, &good]);
            let [skipped, good] = &items.collect::<Vec<_>>()[..] else { return };
            let items = std::iter::repeat_n(*skipped, many).chain([*good]);
            assert_items(&recording, filter_by_source(items, "b"), "\"two\" of b");
        });
    }

    #[test]
    fn an_items_own_fields_say_nothing_about_its_source() {
        paused(async |recording| {
            let seen = Arc::default();
            let claims_another = json!({ "source": "b", "name": "one" });
            let a = Words::with("a", vec![claims_another.clone()], &seen);
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
            for name in ["Posts", "pos", "posts ", "", "osts", " posts", "posts2", "o", "my posts"] {
                assert_none(&recording, &data, name);
            }
            // Each of these names is a source, and each of them another one.
            let names = ["é", "É", "e", "e\u{301}", "", " ", "a b", "ab", "a", "aa", "a\0"];
            let sources = draw_sources(&mut Draw::of_test(), &names);
            let data: Vec<Fetched<'_>> = sources.iter().map(Words::fetched).collect();
            for name in names {
                let items: Vec<Item<'_>> = filter_by_source(process_items(&data), name).collect();
                if let Some(other) = items.iter().find(|item| item.source.name() != name) {
                    let other = other.source.name();
                    expected(format!("for the name {name:?} only items of sources with exactly this name"))
                        .but(format!("one was of the source {other:?}"))
                        .fail(&recording);
                }
                let what = format!("the items of the sources that are named {name:?}");
                assert_these(&recording, &items, &wanted_of(&data, |other| other == name), &data, &what);
            }
        });
    }

    #[track_caller]
    fn assert_none(recording: &Recording, data: &[Fetched<'_>], name: &str) {
        let kept = filter_by_source(process_items(data), name).count();
        if kept != 0 {
            expected(format!("no items for the name {name:?}, because no source has exactly this name"))
                .but(format!("it yielded {kept}"))
                .fail(recording);
        }
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
            let expectation = "it pulls 2 items up to the first item of b, which is the second one";
            assert_pulled(&recording, pulled.get(), 2, expectation);
            let sources = draw_sources(&mut Draw::of_test(), &["a", "b"]);
            let data: Vec<Fetched<'_>> = sources.iter().map(Words::fetched).collect();
            let pulled = Cell::new(0);
            let mut kept = filter_by_source(counted(process_items(&data), &pulled), "b");
            for (place, (of, _)) in (1..).zip(wanted_of(&data, |_| true)) {
                if data[of].source.name() == "b" {
                    let _ = kept.next();
                    let expectation =
                        format!("it pulls {place} items up to the next item of b, which is number {place}");
                    assert_pulled(&recording, pulled.get(), place, &expectation);
                }
            }
        });
    }

    #[test]
    fn sources_without_fields_are_several() {
        paused(async |recording| {
            let sources = bare().sources;
            let items: Vec<Value> = sources.iter().map(|source| json!(source.name())).collect();
            let data: Vec<Fetched<'_>> = sources
                .iter()
                .zip(&items)
                .map(|(source, item)| Fetched { source: &**source, result: Ok(vec![item.clone(); 2]) })
                .collect();
            let all = "\"here\" of here, \"here\" of here, \"there\" of there, \"there\" of there, \"here\" of here, \"here\" of here, \
                       \"nowhere\" of nowhere, \"nowhere\" of nowhere, \"there\" of there, \"there\" of there";
            assert_items(&recording, process_items(&data), all);
            // The iterator does not know how many there are.
            let mut sources = data.iter();
            assert_items(&recording, process_items(std::iter::from_fn(|| sources.next())), all);
            for (name, wanted) in [("here", 4), ("there", 4), ("nowhere", 2), ("her", 0)] {
                let mut items = process_items(&data);
                let got = outline(filter_by_source(std::iter::from_fn(|| items.next()), name));
                let wanted = listed(vec![format!("\"{name}\" of {name}"); wanted]);
                if got != wanted {
                    expected(format!("the items of the sources that are named {name}: {wanted}"))
                        .but(format!("it yielded {got}"))
                        .looks_as_if("it tells the sources apart by their addresses: all sources without fields have one, and the name counts")
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }
}

mod transform_data {
    use super::*;
    use ::three_api_pipeline::transform_data;

    /// Returns the items of these sources.
    fn items_of<'d>(data: &'d [Fetched<'d>]) -> impl Iterator<Item = Item<'d>> {
        data.iter().flat_map(|Fetched { source, result }| {
            result.iter().flatten().map(move |value| Item { source: *source, value })
        })
    }

    #[test]
    fn one_record_pulls_and_transforms_one_item() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let length = draw.usize(20..=40);
            let seen: Arc<Seen> = Arc::default();
            let a = Words::with("a", draw_items(&mut draw, length), &seen);
            let (data, wanted) = ([a.fetched()], a.outcomes());
            let pulled = Cell::new(0);
            let mut records = transform_data(counted(items_of(&data), &pulled));
            let transformed = || seen.transformed.load(Relaxed);
            assert_pulled(&recording, pulled.get(), 0, "it pulls 0 items before a record is asked for");
            for nth in 1..=length {
                let got = records.next().map(|record| Outcome::of(&record));
                if seen.transformed.load(Relaxed) > 0 && got.as_ref() != wanted.get(nth - 1) {
                    let at = |outcome: Option<&Outcome>| outcome.map_or("the end".to_owned(), |one| one.text.clone());
                    let cause = got.as_ref().map_or("it ends too early", |got| {
                        if wanted[nth..].contains(got) {
                            "an item is left out: each has its record, or its error"
                        } else {
                            "a record or an error is changed on its way"
                        }
                    });
                    expected(format!("result {nth} of {length} is {}", at(wanted.get(nth - 1))))
                        .but(format!("it is {}", at(got.as_ref())))
                        .looks_as_if(cause)
                        .fail(&recording);
                }
                let items = if nth == 1 { "1 item".to_owned() } else { format!("{nth} items") };
                let expectation = format!("it pulls {items} for {nth} of {length} records");
                assert_pulled(&recording, pulled.get(), nth, &expectation);
                let now = transformed();
                if now != nth {
                    let cause = match now {
                        0 => never_transformed(&seen),
                        _ if now == 2 * nth => Some("it transforms each item twice: `match` on the result instead"),
                        _ => None,
                    };
                    expected(format!("it transforms {items} for {nth} of {length} records"))
                        .but(format!("it was {now}"))
                        .looks_as_if_any(cause)
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn transforms_each_of_many_equal_items() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for item in
                [json!(draw.word(1..=6)), json!([draw.word(1..=6), draw.within(1..=9)]), json!(draw.id()), Value::Null]
            {
                let seen: Arc<Seen> = Arc::default();
                let many = draw.usize(20..=40);
                let words = Words::with("a", vec![item.clone(); many], &seen);
                let data = [words.fetched(), words.fetched()];
                let records = transform_data(items_of(&data)).count();
                let transformed = seen.transformed.load(Relaxed);
                if (records, transformed) != (2 * many, 2 * many) {
                    expected(format!("{0} equal items, {item}, are transformed {0} times", 2 * many))
                        .but(format!("it was {transformed} times, and {records} results came"))
                        .looks_as_if(if records < 2 * many {
                            "it gives up after some items that cannot be used, or leaves equal ones out"
                        } else {
                            "it keeps the record of an item for the next one that is equal"
                        })
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn each_source_makes_the_records_of_its_items() {
        paused(async |recording| {
            let seen: Arc<Seen> = Arc::default();
            let (a, b) = (Words::new("a", &["one"], &seen), Words::new("b", &["three"], &seen));
            let data = [a.fetched(), b.fetched()];
            let records: Vec<_> = transform_data(items_of(&data)).collect();
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
            let a = Words::with("a", vec![json!("one"), json!(2), json!("three"), Value::Null], &seen);
            let data = [a.fetched()];
            let records: Vec<_> = transform_data(items_of(&data)).collect();
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

    #[test]
    fn passes_records_and_errors_on_as_the_source_makes_them() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let seen: Arc<Seen> = Arc::default();
            let lengths = [1, draw.usize(2..=9), draw.usize(10_100..=10_500)];
            let words = lengths.map(|length| Words::with(&draw.word(1..=6), draw_items(&mut draw, length), &seen));
            let data: Vec<Fetched<'_>> = words.iter().map(Words::fetched).collect();
            let got: Vec<Outcome> = transform_data(items_of(&data)).map(|record| Outcome::of(&record)).collect();
            let wanted: Vec<Outcome> = words.iter().flat_map(Words::outcomes).collect();
            assert_outcomes(&recording, &got, &wanted, "the records of three sources", None);
            // Bad items are the first, the last, and all.
            let many = draw.usize(1_500..=2_500);
            for items in [
                vec![json!(1), json!("a"), json!(2)],
                vec![json!(1), json!([[]]), json!(1)],
                [vec![json!(1); many], vec![json!("a")], vec![json!([1]); many], vec![json!("b")]].concat(),
            ] {
                let words = Words::with("a", items, &seen);
                let data = [words.fetched()];
                let got: Vec<Outcome> = transform_data(items_of(&data)).map(|record| Outcome::of(&record)).collect();
                assert_outcomes(&recording, &got, &words.outcomes(), "the records of one source", None);
            }
        });
    }

    #[test]
    fn each_item_is_transformed_by_its_own_source() {
        paused(async |recording| {
            let (first, second): (Arc<Seen>, Arc<Seen>) = Default::default();
            let twins = [&first, &second].map(|seen| Words::new("twin", &["one", "two", "three"], seen));
            let data = [twins[0].fetched(), twins[1].fetched(), twins[0].fetched()];
            let records = transform_data(items_of(&data)).count();
            let transformed = [&first, &second].map(|seen| seen.transformed.load(Relaxed));
            if (records, transformed) != (9, [6, 3]) {
                expected("two sources are named twin: the first one transforms its 6 items, and the second one its 3")
                    .but(format!("the first one transformed {}, and the second one {}", transformed[0], transformed[1]))
                    .looks_as_if("it finds a source by its name, and two sources may have the same name")
                    .without_picture()
                    .fail(&recording);
            }
            let sources = bare().sources;
            let names: Vec<Value> = sources.iter().map(|source| json!(source.name())).collect();
            let items = sources.iter().zip(&names).map(|(source, value)| Item { source: &**source, value });
            let got = describe_all(&transform_data(items).collect::<Vec<_>>());
            let wanted = "here: here (0), there: there (1), here: here (0), nowhere: nowhere (2), there: there (1)";
            if got != wanted {
                expected(format!("the records of sources without fields: {wanted}"))
                    .but(format!("it yielded {got}"))
                    .looks_as_if("it finds a source by its address, and sources without fields have none of their own")
                    .without_picture()
                    .fail(&recording);
            }
        });
    }
}

mod records {
    use super::*;
    use ::three_api_pipeline::{record_of_post, record_of_repository, record_of_user};

    fn repository() -> Value {
        json!({
            "id": 7, "name": "kelp", "full_name": "sea/kelp", "title": "x", "stargazers_count": 75_000,
            "watchers_count": 3, "source": "x"
        })
    }

    fn post() -> Value {
        json!({ "userId": 2, "id": 14, "title": "on kelp", "name": "x", "body": "It grows.", "source": "x" })
    }

    fn user() -> Value {
        json!({
            "name": { "title": "Ms", "first": "Zoë", "last": "Li Wu" }, "email": "zoe@example.com", "source": "x",
            "id": { "name": "NONE" }, "login": { "username": "x" }, "first": "x", "last": "x"
        })
    }

    #[track_caller]
    fn assert_record(recording: &Recording, transform: Transform, item: &Value, wanted: &Record) {
        let got = match transform(item) {
            Ok(record) if record == *wanted => return,
            got => got,
        };
        let wanted_text = Outcome::of(&Ok(wanted.clone())).text;
        let cause = match (&got, &wanted.data) {
            (Ok(Record { data: Data::Text(text), .. }), Data::Number(number)) if *text == number.to_string() => {
                Some("the number became a text: the API sent 1, not `\"1\"`")
            }
            (Ok(got), _) => cause_of_text(&texts(got), &texts(wanted)).or_else(|| {
                let is_elsewhere =
                    item.as_object()?.values().any(|value| *value == got.name && got.name != wanted.name);
                is_elsewhere.then_some("it reads another field of the item")
            }),
            (Err(bad), Data::Text(text)) if text.ends_with(" stars") && bad.field == "stargazers_count" => {
                Some("the number is parsed into a type that is too small, or has no sign: it may be any `i64`")
            }
            (Err(_), _) => None,
        };
        let got = Outcome::of(&got.map_err(|bad| SourceError::new("?", bad))).text;
        expected(format!("for {item}: {wanted_text}"))
            .but(format!("it is {got}"))
            .looks_as_if_any(cause)
            .fail(recording);
    }

    /// Returns the texts of a record.
    fn texts(record: &Record) -> [String; 2] {
        let data = match &record.data {
            Data::Text(text) => text.clone(),
            Data::Number(number) => number.to_string(),
        };
        [record.name.clone(), data]
    }

    fn cause_of_text(got: &[String; 2], wanted: &[String; 2]) -> Option<&'static str> {
        let (got, wanted) = got.iter().zip(wanted).find(|(got, wanted)| got != wanted)?;
        let number = |text: &str| text.trim_end_matches(" stars").parse::<i128>().ok();
        let of_json = |text: &str| serde_json::from_str::<String>(text).is_ok_and(|text| text == *wanted);
        if of_json(got) || of_json(&format!("\"{got}\"")) {
            Some("`to_string()` of a JSON value writes JSON, with quotes and escapes: `as_str` returns the text itself")
        } else if got.trim_end_matches('s') == wanted.trim_end_matches('s') {
            Some("it says `star` for one: the word is always `stars`")
        } else if got.replace(' ', "").trim() == wanted.replace(' ', "").trim() {
            Some("it trims the texts, or leaves out the space between them: they stay as they are")
        } else if got.to_lowercase() == wanted.to_lowercase() {
            Some("it changes the letters: a text stays as it is")
        } else if number(got).is_some() && number(wanted).is_some() {
            Some("the number is converted on its way, and digits are lost: an `i64` stays one")
        } else {
            None
        }
    }

    #[test]
    fn records_of_the_three_apis() {
        paused(async |recording| {
            let record = |source: &'static str, name: &str, data: Data| Record {
                source: source.into(),
                name: name.into(),
                data,
            };
            let stars = |number: i64| Data::Text(format!("{number} stars"));
            assert_record(&recording, record_of_repository, &repository(), &record("github", "kelp", stars(75_000)));
            assert_record(&recording, record_of_post, &post(), &record("posts", "on kelp", Data::Number(14)));
            let email = Data::Text("zoe@example.com".to_owned());
            assert_record(&recording, record_of_user, &user(), &record("users", "Zoë Li Wu", email));
            let mut draw = Draw::of_test();
            let mut numbers = vec![0, 1, -1, i64::MAX, i64::MIN, (1 << 53) + 1];
            numbers.extend(draw.list(20, |draw| (draw.id() >> 1).cast_signed() | 1));
            numbers.extend(draw.list(20, |draw| -(draw.id() >> draw.within(1..=40)).cast_signed()));
            let word = draw.word(3..=9);
            let texts = [
                String::new(),
                " ".to_owned(),
                format!("  {word}\t"),
                format!("\"{word}\""),
                format!("{word}\\n\n\u{1}"),
                format!("&lt;{word}&gt; &amp; %20+\\u00e9\0."),
                format!("\u{feff}{word} e\u{301}  {word}\u{a0}"),
                format!("É{word} 🦀, Ünï"),
                word.to_uppercase(),
                draw.word(5_000..=9_000),
            ];
            for (nth, &number) in numbers.iter().enumerate() {
                let (text, other) = (&texts[nth % texts.len()], &texts[(nth * 3 + 1) % texts.len()]);
                let item = with(with(repository(), "name", Some(json!(text))), "stargazers_count", Some(json!(number)));
                assert_record(&recording, record_of_repository, &item, &record("github", text, stars(number)));
                let item = with(with(post(), "title", Some(json!(text))), "id", Some(json!(number)));
                assert_record(&recording, record_of_post, &item, &record("posts", text, Data::Number(number)));
                let item = with(with(user(), "name.first", Some(json!(text))), "name.last", Some(json!(other)));
                let item = with(item, "email", Some(json!(text)));
                let name = format!("{text} {other}");
                assert_record(&recording, record_of_user, &item, &record("users", &name, Data::Text(text.clone())));
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
    fn assert_bad(recording: &Recording, transform: Transform, item: &Value, wanted: &[BadItem]) {
        let (got, cause) = match transform(item) {
            Err(bad) if wanted.contains(&bad) => return,
            Err(bad) => {
                let is_other_reason = wanted.iter().any(|wanted| wanted.field == bad.field);
                let cause = is_other_reason.then_some(
                    "it takes a missing field for one of another type, or the other way round: `item[\"name\"]` is null \
                     for both, and `get` is not",
                );
                (format!("it returned the error: {bad}"), cause)
            }
            Ok(record) => {
                let text = if item.is_array() {
                    "it takes the values of a list for fields, as a `derive(Deserialize)` does: a list has no fields"
                } else {
                    "a value of another type is converted, and nobody learns that the API has changed"
                };
                (format!("it returned {}", Outcome::of(&Ok(record)).text), Some(text))
            }
        };
        let wanted: Vec<String> = wanted.iter().map(ToString::to_string).collect();
        let wanted = wanted.join(", or ");
        expected(format!("an error for {item}: {wanted}")).but(got).looks_as_if_any(cause).fail(recording);
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
                let item = with(item(), field, None);
                let got = transform(&item);
                if let Ok(record) = got {
                    expected(format!("an error for {item}: {}", BadItem::missing(field)))
                        .but(format!("it returned the record {}", describe(&Ok(record))))
                        .looks_as_if("a missing field is replaced by a default")
                        .fail(&recording);
                }
                assert_bad(&recording, transform, &item, &[BadItem::missing(field)]);
            }
            // A dot leads into a field, and a name is written as it is.
            for (transform, item, field, _) in FIELDS {
                let value = item().pointer(&format!("/{}", field.replace('.', "/"))).cloned();
                let other = |name: &str| {
                    let mut item = with(item(), field, None);
                    item[name] = value.clone().unwrap_or_default();
                    item
                };
                let mut others =
                    vec![other(&field.to_uppercase()), other(&format!(" {field}")), other(&field.replace('_', "-"))];
                others.retain(|other| with(other.clone(), field, None) == *other);
                if field.contains('.') {
                    others.push(other(field));
                }
                for other in others {
                    if other.get(field).is_none() || field.contains('.') {
                        assert_bad(&recording, transform, &other, &[BadItem::missing(field)]);
                    }
                }
            }
            let names = ["name.first", "name.last"].map(BadItem::missing);
            assert_bad(&recording, record_of_user, &with(user(), "name", None), &names);
            // What is no object has no fields.
            for name in [json!("Ada"), json!(["Ada", "Lovelace"]), json!(7), json!(true), Value::Null] {
                assert_bad(&recording, record_of_user, &with(user(), "name", Some(name)), &names);
            }
            // Without fields, all are missing, and the error names any one of them.
            let none = [json!({}), json!([]), json!(["name"]), json!("name"), json!(1), Value::Null, json!(true)];
            // The values are those of the fields, in any order.
            let (full, last) = (json!({ "first": "Ada", "last": "Lovelace" }), json!(["Ada", "Lovelace"]));
            let values =
                [json!(["a", 1]), json!([1, "a"]), json!(["a", 1, "b"]), json!([full, "a"]), json!(["a", full])];
            let lists =
                [json!([last, "a"]), json!(["a", last]), json!(["Ada", "Lovelace", "a"]), json!([["name", "a"]])];
            for item in none.into_iter().chain(values).chain(lists) {
                for transform in [record_of_repository, record_of_post, record_of_user] as [Transform; 3] {
                    let its_own = FIELDS.into_iter().filter(|(other, ..)| std::ptr::fn_addr_eq(*other, transform));
                    let missing: Vec<BadItem> = its_own.map(|(_, _, field, _)| BadItem::missing(field)).collect();
                    assert_bad(&recording, transform, &item, &missing);
                }
            }
        });
    }

    #[test]
    fn a_field_of_another_type_is_named() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let large = draw.id();
            for (transform, item, field, wanted) in FIELDS {
                let any =
                    [json!(null), json!(true), json!(["a"]), json!([7]), json!({ "a": 7 }), json!(draw.f64(-9.0..9.0))];
                let of_text = [json!(7), json!(0)];
                let of_number = [
                    json!("7"),
                    json!(""),
                    json!(7.5),
                    json!(5.0),
                    json!(-0.0),
                    json!(1e300),
                    json!(large),
                    json!(u64::MAX),
                ];
                let others = if wanted == "a text" { &of_text[..] } else { &of_number };
                for wrong in any.iter().chain(others) {
                    let item = with(item(), field, Some(wrong.clone()));
                    assert_bad(&recording, transform, &item, &[BadItem::mistyped(field, wanted)]);
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

    /// Draws times that differ, so that the order of the sources is known.
    fn draw_times(draw: &mut Draw, length: usize, longest: u64) -> Vec<Duration> {
        let mut times = Vec::new();
        while times.len() < length {
            let time = draw.millis(1..=longest);
            if !times.contains(&time) {
                times.push(time);
            }
        }
        times
    }

    #[test]
    fn gives_the_records_of_a_source_as_soon_as_it_is_there() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let [one, two, three] = [1_001..=1_900, 3_001..=3_900, 5_001..=5_900].map(|range| draw.millis(range));
            let seen = Arc::default();
            let words = |name: &str, takes| Words::new(name, &["one", "two"], &seen).takes(takes);
            let config = config([words("fast", one), words("slow", three), words("other", two)]);
            let begin = Instant::now();
            let mut records = pin!(recording.stream("run_pipeline", run_pipeline(&config, None)));
            let mut came = Vec::new();
            while let Some(record) = records.next().await {
                came.push(format!("{} after {:?}", describe(&record), begin.elapsed()));
            }
            let wanted: Vec<String> = [("fast", one), ("other", two), ("slow", three)]
                .into_iter()
                .flat_map(|(name, time)| ["one", "two"].map(|word| format!("{name}: {word} (3) after {time:?}")))
                .collect();
            if came != wanted {
                let most = seen.most_in_flight.load(Relaxed);
                let cause = if most == 1 {
                    Some("it awaits each source before it polls the next one")
                } else if came.first().is_some_and(|first| first.ends_with(&format!("after {three:?}"))) {
                    Some("it waits for the slowest source before it yields the first record")
                } else if came.get(2).is_some_and(|third| *third == format!("slow: one (3) after {three:?}")) {
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
    fn gives_each_record_and_each_error_as_it_is_and_at_its_time() {
        paused_for(DAYS, async |recording| {
            let mut draw = Draw::of_test();
            let length = draw.usize(1_100..=1_300);
            let mut times = draw_times(&mut draw, length, 600_000);
            // One takes forty minutes.
            times[0] = draw.millis(1_800_000..=2_400_000);
            let failures = failures();
            let seen: Arc<Seen> = Arc::default();
            let mut sources: Vec<Words> = (0..length)
                .map(|nth| {
                    let items = if nth % 7 == 3 { 0 } else { draw.usize(1..=12) };
                    let name = *draw.pick(&["a", "b", "c"]);
                    let mut items = draw_items(&mut draw, items);
                    if nth == 1 {
                        // Bad items of one kind, and then good ones.
                        items.splice(0..0, vec![Value::Null; 500]);
                    }
                    let words = Words::with(name, items, &seen);
                    let words = words.takes(times[nth]).undrawn();
                    if nth % 6 == 5 { words.fails(&failures[nth / 6 % failures.len()]) } else { words }
                })
                .collect();
            let config = config(sources.clone());
            let begin = Instant::now();
            let mut records = pin!(run_pipeline(&config, None));
            let mut came = Vec::new();
            let (mut items, mut early) = (0, None);
            let at = |time: Duration, mut outcome: Outcome| {
                outcome.text = format!("after {time:?} {}", outcome.text);
                outcome
            };
            while let Some(record) = records.next().await {
                let outcome = Outcome::of(&record);
                items += usize::from(is_of_item(&outcome));
                came.push(at(begin.elapsed(), outcome));
                let transformed = seen.transformed.load(Relaxed);
                early = early.or((transformed != items).then_some((transformed, items)));
            }
            assert_same_client(&recording, &seen);
            let fetched = seen.fetched.load(Relaxed);
            if fetched != length {
                expected(format!("it fetches each of {length} sources once"))
                    .but(format!("it fetched {fetched} times"))
                    .looks_as_if("it tries again after a failure: here, a failure is a result")
                    .fail(&recording);
            }
            let (took, slowest) = (begin.elapsed(), times[0]);
            if took < slowest {
                expected(format!("the slowest of {length} sources takes {slowest:?}, and so does the pipeline"))
                    .but(format!("it ended after {took:?}"))
                    .looks_as_if(
                        "it gives up a source that takes long: the client has a timeout, and the pipeline sets none",
                    )
                    .fail(&recording);
            }
            sources.sort_by_key(|words| words.takes);
            let wanted: Vec<Outcome> = sources
                .iter()
                .flat_map(|words| words.outcomes().into_iter().map(|outcome| at(words.takes, outcome)))
                .collect();
            let strip = |outcomes: &[Outcome]| {
                let without = |outcome: &Outcome| outcome.text.split_once("s ").map(|(_, text)| text.to_owned());
                let mut texts: Vec<_> = outcomes.iter().map(without).collect();
                texts.sort();
                texts
            };
            if came != wanted && strip(&came) == strip(&wanted) {
                let place = came.iter().zip(&wanted).take_while(|(came, wanted)| came == wanted).count();
                let most = seen.most_in_flight.load(Relaxed);
                let cause = if most < length {
                    Some(format!("it fetches {} at a time, and the others wait", count(most, "source", "sources")))
                } else if wanted[place].is_error {
                    Some("the errors wait for the end: each is yielded as soon as its source has failed".to_owned())
                } else {
                    None
                };
                expected(format!(
                    "{length} sources at once: number {} of their results is {}",
                    place + 1,
                    wanted[place].text
                ))
                .but(format!("it is {}", came[place].text))
                .looks_as_if_any(cause)
                .fail(&recording);
            }
            assert_outcomes(&recording, &came, &wanted, &format!("the results of {length} sources"), None);
            if let Some((transformed, items)) = early {
                expected(format!("{items} items are transformed when the results of {items} items were requested"))
                    .but(format!("it was {transformed}"))
                    .looks_as_if("it makes records before they are requested, or makes one twice")
                    .fail(&recording);
            }
        });
    }

    /// Returns true for a record, and for the error of an item.
    fn is_of_item(outcome: &Outcome) -> bool {
        !outcome.is_error
            || ["word", "number"].iter().any(|field| outcome.names.1.ends_with(&format!("BadItem {field}")))
    }

    #[test]
    fn waits_for_a_source_as_long_as_it_takes() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let _clock = StoppedClock::stop();
            for filter in [None, Some("a")] {
                let seen = Arc::default();
                let takes = draw_days(&mut draw);
                let config = config([Words::new("a", &["one"], &seen).takes(takes).undrawn()]);
                assert_takes(&recording, pin!(run_pipeline(&config, filter).collect::<Records>()), takes).await;
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
    fn a_filter_is_an_exact_name_and_spares_all_others() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            // Each of these names is a source, and each of them another one.
            let names = [
                "posts", "Posts", "post", "posts ", " posts", "my posts", "é", "É", "e\u{301}", "", " ", "a", "aa",
                "a\0",
            ];
            for filter in names {
                let (wanted, other): (Arc<Seen>, Arc<Seen>) = Default::default();
                let mut sources: Vec<Words> = Vec::new();
                let length = draw.usize(40..=60);
                let times = draw_times(&mut draw, length, 60_000);
                for (nth, time) in times.iter().enumerate() {
                    let name = if nth % 2 == 0 { filter } else { *draw.pick(&names) };
                    let seen = if name == filter { &wanted } else { &other };
                    let items = draw.usize(1..=9);
                    sources.push(Words::with(name, draw_items(&mut draw, items), seen).takes(*time).undrawn());
                }
                draw.shuffle(&mut sources);
                let config = config(sources.clone());
                let begin = Instant::now();
                let got: Vec<_> = run_pipeline(&config, Some(filter)).collect().await;
                let took = begin.elapsed();
                let spared = (other.fetched.load(Relaxed), other.transformed.load(Relaxed));
                if spared != (0, 0) {
                    expected(format!("with the filter {filter:?}, it fetches 0 sources with other names"))
                        .but(format!("it fetched {}, and made {} records of them", spared.0, spared.1))
                        .looks_as_if(if filter.is_empty() {
                            "it takes an empty filter for none: the empty name is a name like any other"
                        } else {
                            "it compares the names otherwise than with `==`"
                        })
                        .fail(&recording);
                }
                sources.retain(|words| words.name == filter);
                sources.sort_by_key(|words| words.takes);
                let slowest = sources.last().map_or(Duration::ZERO, |words| words.takes);
                if took != slowest {
                    let most = wanted.most_in_flight.load(Relaxed);
                    let fetched = wanted.fetched.load(Relaxed);
                    let cause = if fetched < sources.len() {
                        Some(format!("it fetches only {} of those with this name", count(fetched, "source", "sources")))
                    } else {
                        (most < sources.len()).then(|| {
                            format!("it fetches {} at a time, and the others wait", count(most, "source", "sources"))
                        })
                    };
                    let sources = count(sources.len(), "source", "sources");
                    expected(format!(
                        "with the filter {filter:?}, {sources} take as long as the slowest one: {slowest:?}"
                    ))
                    .but(format!("it took {took:?}"))
                    .looks_as_if_any(cause)
                    .fail(&recording);
                }
                let got: Vec<Outcome> = got.iter().map(Outcome::of).collect();
                let wanted: Vec<Outcome> = sources.iter().flat_map(Words::outcomes).collect();
                assert_outcomes(&recording, &got, &wanted, &format!("the results with the filter {filter:?}"), None);
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
    fn each_run_has_a_filter_of_its_own() {
        paused(async |recording| {
            let seen = Arc::default();
            let words = |name: &str| Words::new(name, &["one", "two"], &seen).takes(Duration::from_secs(1)).undrawn();
            let config = config(["a", "b", "c"].map(words));
            let filters = [Some("a"), None, Some("b"), Some("d"), Some("a")];
            let runs: Vec<_> =
                filters.into_iter().map(|filter| run_pipeline(&config, filter).collect::<Records>()).collect();
            let got = futures::future::join_all(runs).await;
            for (filter, records) in filters.into_iter().zip(got) {
                let mut texts: Vec<String> = records.iter().map(describe).collect();
                texts.sort();
                let of = |name: &str| [format!("{name}: one (3)"), format!("{name}: two (3)")];
                let wanted: Vec<String> = match filter {
                    Some("d") => vec!["d: Unknown, known are a b c".to_owned()],
                    Some(name) => of(name).into(),
                    None => ["a", "b", "c"].map(of).concat(),
                };
                if texts != wanted {
                    expected(format!(
                        "of five runs at the same time, the one with the filter {filter:?}: {}",
                        listed(wanted)
                    ))
                    .but(format!("it yielded {}", listed(texts)))
                    .looks_as_if("the runs share something, such as the filter or the records")
                    .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn skips_any_number_of_sources_without_items() {
        paused(async |recording| {
            let many = Draw::of_test().usize(30_000..=40_000);
            let seen = Arc::default();
            let (none, last) = (Words::new("a", &[], &seen), Words::new("b", &["one"], &seen));
            let config = config(std::iter::repeat_n(none, many).chain([last]));
            let records: Records = run_pipeline(&config, None).collect().await;
            if describe_all(&records) != "b: one (3)" {
                expected(format!("{many} sources without items, and one with an item: b: one (3)"))
                    .but(format!("it yielded {}", describe_all(&records)))
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn wakes_the_task_that_polled_it_last() {
        paused(async |recording| {
            let seen = Arc::default();
            let words =
                |(name, seconds)| Words::new(name, &["one"], &seen).takes(Duration::from_secs(seconds)).undrawn();
            let config = config([("a", 1), ("b", 2)].map(words));
            let mut stream = Box::pin(run_pipeline(&config, None));
            let mut records = Records::new();
            while let Some(record) = woken(stream.next()).await {
                records.push(record);
            }
            assert_outline(&recording, &records, "a: 1, b: 1");
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
            // Sources of one name are several, and there may be no source at all.
            let many: Vec<String> = Draw::of_test().list(300, |draw| draw.word(3..=5) + "2");
            let many = many.iter().map(String::as_str).collect();
            for known in [vec![], vec!["a"], vec!["b", "a", "b", "", "é"], vec!["twin", "twin"], many] {
                let seen = Arc::default();
                let of_known = super::config(known.iter().map(|name| Words::new(name, &["one"], &seen)));
                for unknown in ["A", "c", "e", "É", "tw", "win", "twin2", " "] {
                    let records: Records = run_pipeline(&of_known, Some(unknown)).collect().await;
                    let outcomes: Vec<Outcome> = records.iter().map(Outcome::of).collect();
                    let known: Vec<String> = known.iter().map(|&name| name.to_owned()).collect();
                    let wanted = SourceError::new(unknown, ErrorKind::Unknown { known: known.clone() });
                    let wanted = Outcome::of(&Err(wanted));
                    if outcomes != [wanted.clone()] {
                        let cause = if records.is_empty() {
                            Some("an unknown name yields nothing, without an error")
                        } else if matches!(&records[..], [Err(SourceError { kind: ErrorKind::Unknown { known: got }, .. })]
                            if got.len() != known.len())
                        {
                            Some("it drops names: there is one for each source, also if two are the same")
                        } else {
                            None
                        };
                        expected(format!("for the filter {unknown:?} and the sources {known:?}: {}", wanted.text))
                            .but(format!("it yielded {}", listed(outcomes.into_iter().map(|outcome| outcome.text))))
                            .looks_as_if_any(cause)
                            .fail(&recording);
                    }
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
            let length = Draw::of_test().usize(10_050..=10_100);
            let items = vec![json!("word"); length];
            let config = config([Words::with("a", items, &seen)]);
            let mut records = pin!(run_pipeline(&config, None));
            for nth in 1..=length {
                let ended = records.next().await.is_none();
                let transformed = seen.transformed.load(Relaxed);
                if ended && transformed > 0 {
                    expected(format!("{length} records of a source with {length} items"))
                        .but(format!("it ended after {}", nth - 1))
                        .looks_as_if("it yields no more than some records of a source")
                        .without_picture()
                        .fail(&recording);
                }
                if transformed != nth {
                    let cause = if transformed > nth {
                        Some("it collects the records of a source before it yields the first one")
                    } else if seen.fetched.load(Relaxed) > 0 {
                        never_transformed(&seen)
                    } else {
                        None
                    };
                    let items = count(nth, "item", "items");
                    let report = expected(format!("it transforms {items} for {nth} of {length} records"))
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
            let words =
                |name: &str, seconds| Words::new(name, &["one", "two"], &seen).takes(Duration::from_secs(seconds));
            let of_two = config([words("slow", 5), words("fast", 1)]);
            let mut records = Box::pin(recording.stream("run_pipeline", run_pipeline(&of_two, None)));
            let first = records.next().await;
            drop(records);
            let given_up = seen.given_up.load(Relaxed);
            if given_up != 1 {
                let first = first.as_ref().map_or_else(|| "nothing".to_owned(), describe);
                expected("dropping the stream after the first record cancels the 1 source in flight")
                    .but(format!("the first record was {first}, and then {given_up} sources were cancelled"))
                    .fail(&recording);
            }
            let mut draw = Draw::of_test();
            let seen: Arc<Seen> = Arc::default();
            let length = draw.usize(20..=40);
            let times = draw_times(&mut draw, length, 60_000);
            let words = |time: &Duration| Words::new("a", &["one"], &seen).takes(*time).undrawn();
            let of_many = config(times.iter().map(words));
            let taken = draw.usize(1..=length - 1);
            let records: Records = run_pipeline(&of_many, None).take(taken).collect().await;
            let (given_up, in_flight) = (seen.given_up.load(Relaxed), seen.in_flight.load(Relaxed));
            if (records.len(), given_up, in_flight) != (taken, length - taken, 0) {
                let expectation =
                    format!("dropping the stream after {taken} of {length} sources cancels {}", length - taken);
                expected(expectation)
                    .but(format!(
                        "{} records came, {given_up} were cancelled, {in_flight} are in flight",
                        records.len()
                    ))
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn fetches_any_number_of_sources_at_the_same_time() {
        paused_for(DAYS, async |recording| {
            let mut draw = Draw::of_test();
            for filter in [None, Some("a")] {
                let (many, takes, seen) = (draw.usize(5_050..=5_100), draw.millis(1_000..=9_000), Arc::default());
                let config = crowd(&seen, many, takes);
                let begin = Instant::now();
                let records = run_pipeline(&config, filter).count().await;
                let (took, all) = (begin.elapsed(), many + usize::from(filter.is_none()));
                if records != all || took != takes {
                    let most = seen.most_in_flight.load(Relaxed);
                    let cause = (most < all).then(|| {
                        format!("it fetches {} at a time, and the others wait", count(most, "source", "sources"))
                    });
                    expected(format!("with the filter {filter:?}, {all} sources with a record each, in {takes:?}"))
                        .but(format!("there were {}, in {took:?}", count(records, "record", "records")))
                        .looks_as_if_any(cause)
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn sources_without_fields_are_several() {
        paused(async |recording| {
            let config = bare();
            for filter in [None, Some("here"), Some("there"), Some("nowhere")] {
                let records: Records = run_pipeline(&config, filter).collect().await;
                let mut got: Vec<String> = records.iter().map(describe).collect();
                got.sort();
                let all = [
                    "here: here (0)",
                    "here: here (0)",
                    "nowhere: nowhere (2)",
                    "there: there (1)",
                    "there: there (1)",
                ];
                let wanted: Vec<&str> = all
                    .into_iter()
                    .filter(|record| filter.is_none_or(|filter| record.starts_with(&format!("{filter}:"))))
                    .collect();
                if got != wanted {
                    expected(format!("with the filter {filter:?} the records {}", listed(wanted)))
                        .but(format!("it yielded {}", listed(got)))
                        .looks_as_if("it tells the sources apart by their addresses, and sources without fields have none of their own")
                        .without_picture()
                        .fail(&recording);
                }
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
    fn file(content: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
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
            assert_lines(&recording, people(&path).fetch(&patient()).await, &wanted);
            let mut draw = Draw::of_test();
            for (end, has_last_end) in [("\n", true), ("\n", false), ("\r\n", true), ("\r\n", false)] {
                let mut lines = vec![
                    "\u{2028}é\u{85}, \u{b}1\u{c}".to_owned(),
                    "one\rline, 1".to_owned(),
                    "\t\"quoted\" \\ #, 2\t".to_owned(),
                    ",".to_owned(),
                    draw.word(150_000..=200_000),
                ];
                lines.extend(draw.list(2_500, |draw| format!("{}, {}", draw.word(1..=5), draw.u64())));
                lines.extend([" ", "\t", "", "\u{3000}\u{a0}", "\u{2028}", "\r\u{85}"].map(str::to_owned));
                // Equal lines are two.
                lines.push(lines[0].clone());
                draw.shuffle(&mut lines);
                lines.push("the last".to_owned());
                let (_folder, path) = file(lines.join(end) + if has_last_end { end } else { "" });
                let wanted: Vec<Value> =
                    lines.iter().filter(|line| !line.trim().is_empty()).map(|line| json!(line)).collect();
                assert_lines(&recording, people(&path).fetch(&patient()).await, &wanted);
            }
            // Of several `\r` only the last one belongs to the line ending.
            let (_folder, path) = file("\u{feff}one, 1\r\r\n\u{feff}two\r\r, 2\r\r\r\nthree\n");
            let wanted = ["\u{feff}one, 1\r", "\u{feff}two\r\r, 2\r\r", "three"].map(Value::from);
            assert_lines(&recording, people(&path).fetch(&patient()).await, &wanted);
            // More than any limit that an answer might set.
            let mut many: Vec<String> = (0..70_000).map(|nth| format!("n, {nth}")).collect();
            many.push("x".repeat(3_000_000));
            let (_folder, path) = file(many.join("\n"));
            let wanted: Vec<Value> = many.into_iter().map(Value::from).collect();
            assert_lines(&recording, people(&path).fetch(&patient()).await, &wanted);
            for blank in ["", "\n", "\r\n", " \n\t", "\r", "\r\r\n"] {
                let (_folder, path) = file(blank);
                assert_lines(&recording, people(&path).fetch(&patient()).await, &[]);
            }
            assert_drawn_files(&recording, &mut draw).await;
        });
    }

    /// Asserts that files of drawn pieces have the lines that a simple splitter finds.
    async fn assert_drawn_files(recording: &Recording, draw: &mut Draw) {
        // A `\r` belongs to a line ending only if a `\n` follows.
        for (content, line) in
            [("one\r", "one\r"), ("one\r\r", "one\r\r"), ("\n\rone\r", "\rone\r"), ("one\n\r", "one")]
        {
            let (_folder, path) = file(content);
            assert_lines(recording, people(&path).fetch(&patient()).await, &[json!(line)]);
        }
        let pieces = [
            "\n", "\n", "\r\n", "\r", "a", ",", " ", "\t", "\u{b}", "\u{85}", "\u{2028}", "\u{feff}", "\0", "\u{e9}",
            "\"",
        ];
        let (_folder, path) = file("");
        let (source, client) = (people(&path), patient());
        let mut before = Vec::new();
        for _ in 0..200 {
            let length = draw.usize(0..=9);
            let content: String = draw.list(length, |draw| *draw.pick(&pieces)).concat();
            std::fs::write(&path, &content).expect("a file can be written");
            let ends: Vec<&str> = content.split('\n').collect();
            let wanted: Vec<Value> = ends
                .iter()
                .enumerate()
                .map(|(nth, line)| if nth + 1 < ends.len() { line.strip_suffix('\r').unwrap_or(line) } else { line })
                .filter(|line| !line.chars().all(char::is_whitespace))
                .map(Value::from)
                .collect();
            let got = source.fetch(&client).await;
            if got.as_ref().ok() != Some(&wanted) {
                let cause = match &got {
                    Ok(items) if *items == before => Some("it keeps the lines of an earlier fetch of the same file"),
                    Ok(items) if items.len() > wanted.len() => Some(
                        "a line is kept that has nothing but white space, or a line is split at something else than `\\n`",
                    ),
                    Ok(items) if items.len() < wanted.len() => {
                        Some("a line is left out that has more than white space, or two lines become one")
                    }
                    Ok(_) if content.ends_with('\r') => {
                        Some("a `\\r` is removed that no `\\n` follows: it belongs to the line")
                    }
                    _ => None,
                };
                expected(format!("for a file with the text {content:?}, the items {}", json!(wanted)))
                    .but(match got {
                        Ok(items) => format!("they are {}", json!(items)),
                        Err(error) => format!("it returned the error {}", kind(&error)),
                    })
                    .looks_as_if_any(cause)
                    .without_picture()
                    .fail(recording);
            }
            before = wanted;
        }
    }

    #[track_caller]
    fn assert_lines(recording: &Recording, got: Result<Vec<Value>, SourceError>, wanted: &[Value]) {
        let items = match got {
            Ok(items) if items == wanted => return,
            Ok(items) => items,
            Err(error) => {
                let wanted = count(wanted.len(), "item", "items");
                expected(wanted).but(format!("it returned the error {error}: {:?}", error.kind)).fail(recording)
            }
        };
        let equal = items.iter().zip(wanted).take_while(|(item, wanted)| item == wanted).count();
        let (item, line) = (items.get(equal).and_then(Value::as_str), wanted.get(equal).and_then(Value::as_str));
        let (item, line) = (item.unwrap_or("missing"), line.unwrap_or("missing"));
        let cause = if item.trim().is_empty() {
            Some("it keeps lines that have nothing but white space")
        } else if line.strip_prefix('\u{feff}') == Some(item) {
            Some("a byte order mark is removed: the lines are unchanged")
        } else if line.ends_with('\r') && line.trim_end_matches('\r') == item {
            Some("more than the line ending is removed: one `\\r` belongs to it, and only before a `\\n`")
        } else if item.trim_end_matches(['\r', '\n']) == line {
            Some("the line ending stays: it is `\\n` or `\\r\\n`")
        } else if item == line.trim() {
            Some("the lines are trimmed: an item is the whole line, without the line ending")
        } else if equal == items.len() || line.starts_with(item) && line.len() > 100_000 {
            Some("it does not read the whole file, or the whole line")
        } else if line.contains(item) && items.len() > wanted.len() {
            Some("it splits at other characters than `\\n` or `\\r\\n`: `\\r` alone or U+2028 belong to the line")
        } else {
            None
        };
        let short = |text: &str| {
            let start: String = text.chars().take(60).collect();
            if start == text { format!("{text:?}") } else { format!("{start:?} and so on, {} bytes", text.len()) }
        };
        if wanted.len() < 10 && cause.is_none_or(|cause| !cause.starts_with("it does not read")) {
            expected(format!("the items {wanted:?}")).but(format!("{items:?}")).looks_as_if_any(cause).fail(recording);
        }
        expected(format!("the items are {} lines, and number {} is {}", wanted.len(), equal + 1, short(line)))
            .but(format!("there are {}, and number {} is {}", items.len(), equal + 1, short(item)))
            .looks_as_if_any(cause)
            .fail(recording);
    }

    #[test]
    fn reads_the_file_anew_each_time() {
        live(async |recording| {
            let (_folder, path) = file("one, 1");
            let lines = people(&path);
            let client = patient();
            let fetching = lines.fetch(&client);
            // What begins at the call has time to read the file.
            for _ in 0..20 {
                let pause = || std::thread::sleep(Duration::from_micros(700));
                tokio::task::spawn_blocking(pause).await.expect("a pause");
            }
            std::fs::write(&path, "one, 1\ntwo, 2").expect("a file can be written");
            let items = fetching.await.map_or(0, |items| items.len());
            if items == 1 {
                expected("two lines, as the file has at the first poll")
                    .but("there was one, as the file had when `fetch` was called")
                    .looks_as_if(
                        "the file is read before the `async` block, or in a task or thread that begins there: that code \
                         runs at once, not at the first poll",
                    )
                    .fail(&recording);
            }
            let later = people(&path.with_file_name("later.txt"));
            let fetching = later.fetch(&client);
            std::fs::write(&later.path, "one, 1").expect("a file can be written");
            if let Err(error) = fetching.await {
                expected("the items of a file that is there at the first poll, but not when `fetch` is called")
                    .but(format!("{} with {:?}", kind(&error), error.kind))
                    .looks_as_if(
                        "it looks for the file when `fetch` is called: only the `async` block waits for the first poll",
                    )
                    .fail(&recording);
            }
            // Another file takes its place between the call and the first poll.
            let fetching = lines.fetch(&client);
            let other = path.with_file_name("other.txt");
            std::fs::write(&other, "three, 3").expect("a file can be written");
            std::fs::rename(&other, &path).expect("a file can be renamed");
            let came = fetching.await.unwrap_or_default();
            if came != [Value::from("three, 3")] {
                expected("the lines of the file that has this path at the first poll: \"three, 3\"")
                    .but(format!("there were {}", json!(came)))
                    .looks_as_if("it opens the file when `fetch` is called, and reads it later")
                    .fail(&recording);
            }
            // The same number of bytes, and of lines, and the same time.
            let time = std::time::SystemTime::now();
            let write = |content: &str| {
                std::fs::write(&path, content).expect("a file can be written");
                let file = std::fs::File::options().write(true).open(&path).expect("a file can be opened");
                file.set_modified(time).expect("a file can have any time");
            };
            write("one, 1\ntwo, 2");
            let _ = lines.fetch(&client).await;
            write("one, 3\ntwo, 4");
            let again = lines.fetch(&client).await.unwrap_or_default();
            if again != ["one, 3", "two, 4"].map(Value::from) {
                expected("the lines of the file at the time of each fetch: \"one, 3\" and \"two, 4\"")
                    .but(format!("there were {}", json!(again)))
                    .looks_as_if(
                        "it keeps the lines of an earlier fetch, and reads again only if the size or the time has changed",
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
    fn does_not_block_the_thread_while_it_reads() {
        live(async |recording| {
            // Whoever opens a pipe waits until it is open at its other end, and this check opens it only after the first
            // poll has returned.
            let folder = tempfile::tempdir().expect("a temporary folder can be created");
            let path = folder.path().join("pipe");
            let made = std::process::Command::new("mkfifo").arg(&path).status();
            if !made.is_ok_and(|status| status.success()) {
                // There are no named pipes on this system.
                return;
            }
            let client = patient();
            let lines = people(&path);
            // The name is in the verdict, if the poll does not return.
            let lane = "Lines::fetch, where `std::fs` would wait for the file";
            let mut fetching = pin!(recording.future(lane, lines.fetch(&client)));
            let early = fetching.as_mut().now_or_never();
            // The thread ends when the other end of the pipe is open and has read all.
            let (begin, may_begin) = std::sync::mpsc::channel::<()>();
            let (opened, is_open) = futures::channel::oneshot::channel();
            std::thread::spawn(move || {
                let mut pipe = std::fs::File::options().write(true).open(path)?;
                // An error means that the check has failed.
                let _ = opened.send(());
                let _ = may_begin.recv();
                std::io::Write::write_all(&mut pipe, b"one, 1\ntwo, 2\n")
            });
            if let Some(result) = early {
                expected("its first poll returns before the file can be read")
                    .but(format!("it returned {result:?}"))
                    .fail(&recording);
            }
            // It opens the pipe, and then there is nothing to read for some turns.
            let nothing_to_read = async {
                let _ = is_open.await;
                for _ in 0..50 {
                    sleep(Duration::from_millis(1)).await;
                }
            };
            if let Either::Left((result, _)) = select(fetching.as_mut(), pin!(nothing_to_read)).await {
                expected("it waits while there is nothing to read")
                    .but(format!("it returned {result:?}"))
                    .fail(&recording);
            }
            let _ = begin.send(());
            assert_lines(&recording, fetching.await, &["one, 1", "two, 2"].map(Value::from));
        });
    }

    #[test]
    fn a_file_that_cannot_be_read_is_an_error_from_outside() {
        live(async |recording| {
            use std::io::ErrorKind::{InvalidData, NotFound};
            let (folder, text) = file("one, 1");
            let mut draw = Draw::of_test();
            let names = ["people".to_owned(), "plants".to_owned(), draw.word(1..=9)];
            let mut cases = vec![("a missing file", folder.path().join("absent.txt"), Some(NotFound))];
            cases.push(("a folder", folder.path().to_owned(), None));
            cases.push(("a file in place of a folder", text.join("one.txt"), None));
            let mut folders = Vec::new();
            // Valid text before and after it, and a character that breaks off at the end.
            // More than any reader looks at first.
            let late = [b"one, 1\n".repeat(50_000), b"\xff".to_vec()].concat();
            for (what, bad) in [
                ("a byte that is no UTF-8", &b"one, 1\ntwo\xff, 2\nthree, 3"[..]),
                ("half a character", b"\xc3"),
                ("half a character at the end of a line", b"one\xe2\x82\ntwo, 2"),
                ("a byte that is no UTF-8 in a line of spaces", b"one, 1\n \xff \ntwo, 2"),
                ("a zero of two bytes", b"one\xc0\x80, 1"),
                ("half of a surrogate pair", b"one\xed\xa0\x80, 1"),
                ("text in UTF-16", b"\xff\xfeo\0n\0e\0"),
                ("a byte that is no UTF-8 after many lines", &late),
            ] {
                let (folder, path) = file(bad);
                folders.push(folder);
                cases.push((what, path, Some(InvalidData)));
            }
            for (expected_name, (what, path, wanted)) in
                names.iter().flat_map(|name| cases.iter().map(move |case| (name, case)))
            {
                let result = named(expected_name, path).fetch(&patient()).await;
                let is_right = |error: &std::io::Error| wanted.is_none_or(|wanted| error.kind() == wanted);
                match result {
                    Err(SourceError { name, kind: ErrorKind::Outside(error) })
                        if name == *expected_name && error.downcast_ref::<std::io::Error>().is_some_and(is_right) => {}
                    Err(error) => {
                        let wanted = wanted.map_or_else(String::new, |kind| format!(" of the kind {kind:?}"));
                        let report = expected(format!(
                            "for {what}: the error `{expected_name}: Outside`, with the `std::io::Error`{wanted}"
                        ))
                        .but(format!("{} with {:?}", kind(&error), error.kind));
                        let is_of_system =
                            matches!(&error.kind, ErrorKind::Outside(error) if error.is::<std::io::Error>());
                        let cause = if error.name == *expected_name {
                            (!is_of_system).then_some(
                                "the error is another one than that of the reader: `read_to_string` returns an \
                                 `std::io::Error` for bytes that are no UTF-8, too",
                            )
                        } else {
                            Some(FIXED_NAME)
                        };
                        report.looks_as_if_any(cause).fail(&recording);
                    }
                    Ok(items) => {
                        let cause = match wanted {
                            Some(InvalidData) => "the bytes that are no UTF-8 are replaced or left out, in silence",
                            _ => "an error is replaced by an empty list",
                        };
                        expected(format!("for {what}, an error"))
                            .but(format!("it returned {}", count(items.len(), "item", "items")))
                            .looks_as_if(cause)
                            .fail(&recording);
                    }
                }
            }
        });
    }

    /// Finds the mistake that explains what was made of a line.
    fn cause_of_record(line: &str, record: &Result<Record, BadItem>, got: &str, wanted: &str) -> Option<&'static str> {
        let is_json = |text: &str| text.contains(['\\', '"']) && !line.contains(['\\', '"']);
        let is_json = record
            .as_ref()
            .is_ok_and(|record| is_json(&record.name) || matches!(&record.data, Data::Text(text) if is_json(text)));
        let has_blanks = record.as_ref().is_ok_and(|Record { name, data, .. }| {
            let is_untrimmed = |text: &str| text.trim() != text;
            is_untrimmed(name) || matches!(data, Data::Text(text) if is_untrimmed(text))
        });
        let in_brackets = |text: &str| text.rsplit_once(" (").map(|(_, data)| data.trim_end_matches(')').to_owned());
        let (data, wanted_data) = (in_brackets(got), in_brackets(wanted));
        let is_number = |data: &Option<String>| data.as_ref().is_some_and(|data| data.parse::<i64>().is_ok());
        let is_large = |data: &Option<String>| data.as_ref().is_some_and(|data| data.len() > 11);
        match (is_number(&wanted_data), is_number(&data)) {
            _ if has_blanks => Some("white space stays around the name or the data: it may be of any kind"),
            _ if wanted.ends_with("BadItem name") => {
                Some("it looks for a name before it removes the white space, or not at all")
            }
            _ if line.contains(['"', '\'', '\\']) && !is_json => {
                Some("quotes and backslashes mean something: the first comma ends the name, whatever is around it")
            }
            _ if is_json => Some("`to_string()` of a JSON value writes JSON, with quotes and escapes: use `as_str`"),
            (true, false) if is_large(&wanted_data) => {
                Some("the number is parsed into a type that is unable to hold it: `Data::Number` has an `i64`")
            }
            (true, false) => Some("a number stays a text: it becomes one if `str::parse` makes an `i64` of it"),
            (true, true) => Some("the number is converted on its way, and its last digits are lost"),
            (false, true) => Some("more is taken for a number than `str::parse` makes an `i64` of"),
            (false, false) => None,
        }
    }

    #[test]
    fn a_line_is_a_name_and_what_stands_behind_the_comma() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let mut cases: Vec<(String, String)> = [
                ("Ada Lovelace, 1815", "people: Ada Lovelace (1815)"),
                ("  Grace Hopper  ,  -1906  ", "people: Grace Hopper (-1906)"),
                ("krill, 500000000000000", "people: krill (500000000000000)"),
                ("kelp, 12 leaves, green", "people: kelp (\"12 leaves, green\")"),
                ("kelp, 1.5", "people: kelp (\"1.5\")"),
                ("kelp,", "people: kelp (\"\")"),
                ("Zoë,é", "people: Zoë (\"é\")"),
                ("no comma", "people: BadItem data"),
                (" , 3", "people: BadItem name"),
                ("", "people: BadItem data"),
                (",", "people: BadItem name"),
                (",,", "people: BadItem name"),
                ("a,,", "people: a (\",\")"),
                ("\tkelp\u{3000},\u{a0}7\t", "people: kelp (7)"),
                ("a  b,\t1  2\n", "people: a  b (\"1  2\")"),
                ("kelp, 007", "people: kelp (7)"),
                ("kelp, -007", "people: kelp (-7)"),
                ("kelp, -0", "people: kelp (0)"),
                ("kelp, +0", "people: kelp (0)"),
                ("kelp, +", "people: kelp (\"+\")"),
                ("kelp, -", "people: kelp (\"-\")"),
                ("kelp, --7", "people: kelp (\"--7\")"),
                ("kelp, - 7", "people: kelp (\"- 7\")"),
                ("kelp, 1 000", "people: kelp (\"1 000\")"),
                ("kelp, 7\0", "people: kelp (\"7\\0\")"),
                ("kelp, \u{feff}7", "people: kelp (\"\\u{feff}7\")"),
                ("kelp, true", "people: kelp (\"true\")"),
                ("kelp\u{ff0c} 3", "people: BadItem data"),
                ("kelp; 3", "people: BadItem data"),
                ("kelp\t3", "people: BadItem data"),
                ("\u{3000},", "people: BadItem name"),
                ("# kelp, 3", "people: # kelp (3)"),
                ("kelp, 3 # a comment", "people: kelp (\"3 # a comment\")"),
                ("kelp, +7", "people: kelp (7)"),
                ("kelp, 1e3", "people: kelp (\"1e3\")"),
                ("kelp, 1.0", "people: kelp (\"1.0\")"),
                ("kelp, 1_000", "people: kelp (\"1_000\")"),
                ("kelp, 0x10", "people: kelp (\"0x10\")"),
                ("kelp, ٣", "people: kelp (\"٣\")"),
                ("kelp, 9223372036854775807", "people: kelp (9223372036854775807)"),
                ("kelp, -9223372036854775808", "people: kelp (-9223372036854775808)"),
                ("kelp, 9223372036854775808", "people: kelp (\"9223372036854775808\")"),
                ("kelp, -9223372036854775809", "people: kelp (\"-9223372036854775809\")"),
                ("\"quoted\" \\, 5", "people: \"quoted\" \\ (5)"),
                ("\"Hopper, Grace\", 1906", "people: \"Hopper (\"Grace\\\", 1906\")"),
                ("'Hopper, Grace', 1906", "people: 'Hopper (\"Grace', 1906\")"),
                ("Hopper\\, Grace", "people: Hopper\\ (\"Grace\")"),
            ]
            .map(|(line, wanted)| (line.to_owned(), wanted.to_owned()))
            .into();
            for _ in 0..20 {
                let (word, number) = (draw.word(1..=9), (draw.id() >> draw.within(1..=40)).cast_signed());
                cases.push((format!("{word},{number}"), format!("people: {word} ({number})")));
                cases.push((format!("{word}, -{number}"), format!("people: {word} (-{number})")));
            }
            for (line, wanted) in cases {
                let record = people(Path::new("nowhere")).transform(&Value::from(line.as_str()));
                let got = describe(&record.clone().map_err(|bad| SourceError::new("people", bad)));
                if got != wanted {
                    let cause = cause_of_record(&line, &record, &got, &wanted);
                    let report = expected(format!("for the line {line:?}: {wanted}")).but(format!("it returned {got}"));
                    report.looks_as_if_any(cause).fail(&recording);
                }
            }
            assert_drawn_lines(&recording, &mut draw);
            let name = draw.word(1..=9);
            for name in ["plants", &name, "", " ", "A,b"] {
                let record = named(name, Path::new("nowhere")).transform(&Value::from("kelp, 3"));
                let got = describe(&record.map_err(|bad| SourceError::new(name, bad)));
                if got != format!("{name}: kelp (3)") {
                    expected(format!("for the line \"kelp, 3\" of the source {name}: {name}: kelp (3)"))
                        .but(format!("it returned {got}"))
                        .looks_as_if(FIXED_NAME)
                        .fail(&recording);
                }
            }
            assert_texts_only(&recording);
        });
    }

    /// Asserts that lines of drawn pieces have the records that a simple function makes of them.
    #[track_caller]
    fn assert_drawn_lines(recording: &Recording, draw: &mut Draw) {
        let pieces = [
            ",",
            ",",
            " ",
            "\t",
            "\u{a0}",
            "7",
            "0",
            "-",
            "+",
            "a",
            "\u{e9}",
            "\"",
            ".",
            "\0",
            "\u{663}",
            "922337203685477580",
        ];
        for _ in 0..400 {
            let length = draw.usize(0..=7);
            let line: String = draw.list(length, |draw| *draw.pick(&pieces)).concat();
            let wanted = match line.split_once(',').map(|(name, data)| (name.trim(), data.trim())) {
                None => "people: BadItem data".to_owned(),
                Some(("", _)) => "people: BadItem name".to_owned(),
                Some((name, data)) => match data.parse::<i64>() {
                    Ok(number) => format!("people: {name} ({number})"),
                    Err(_) => format!("people: {name} ({data:?})"),
                },
            };
            let record = people(Path::new("nowhere")).transform(&Value::from(line.as_str()));
            let got = describe(&record.clone().map_err(|bad| SourceError::new("people", bad)));
            if got != wanted {
                let cause = cause_of_record(&line, &record, &got, &wanted);
                let report = expected(format!("for the line {line:?}: {wanted}")).but(format!("it returned {got}"));
                report.looks_as_if_any(cause).without_picture().fail(recording);
            }
        }
    }

    /// Asserts that an item which is not a text has no record.
    #[track_caller]
    fn assert_texts_only(recording: &Recording) {
        for item in [json!(7), json!(["kelp, 3"]), Value::Null, json!(true), json!({ "line": "kelp, 3" }), json!(1.5)] {
            let got = people(Path::new("nowhere")).transform(&item);
            let wanted = BadItem::mistyped("line", "a text");
            if got.as_ref() != Err(&wanted) {
                expected(format!("for the item {item}, which is not a text, an error: {wanted}"))
                    .but(match got {
                        Ok(record) => format!("it returned the record {}", describe(&Ok(record))),
                        Err(bad) => format!("it returned the error: {bad}"),
                    })
                    .fail(recording);
            }
        }
    }

    #[test]
    fn wakes_the_task_that_polled_it_last() {
        live(async |recording| {
            let (_folder, path) = file("one, 1\ntwo, 2");
            let (source, client) = (people(&path), patient());
            let items = woken(source.fetch(&client)).await;
            assert_lines(&recording, items, &["one, 1", "two, 2"].map(Value::from));
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

    #[test]
    fn the_file_may_have_any_name_and_be_read_by_many_at_once() {
        live(async |recording| {
            let folder = tempfile::tempdir().expect("a temporary folder can be created");
            let mut names: Vec<std::ffi::OsString> =
                ["a b.txt", "\u{e9}\u{1f980}", "#%20?.csv", "~", ".hidden", "-"].map(Into::into).into();
            #[cfg(unix)]
            names.push(std::os::unix::ffi::OsStringExt::from_vec(b"\xff\xfe.txt".to_vec()));
            let client = patient();
            for name in names {
                let path = folder.path().join(&name);
                if std::fs::write(&path, "one, 1\ntwo, 2").is_err() {
                    // This system does not have such names.
                    continue;
                }
                let source = people(&path);
                let fetching = futures::future::join_all((0..9).map(|_| source.fetch(&client)));
                let fetching = std::panic::AssertUnwindSafe(fetching).catch_unwind().await;
                let good =
                    fetching.as_ref().map_or(0, |all| all.iter().flatten().filter(|items| items.len() == 2).count());
                if good != 9 {
                    expected(format!("nine fetches at once of the file {}: two items each", name.display()))
                        .but(match fetching {
                            Err(_) => "it panicked".to_owned(),
                            Ok(all) => format!(
                                "{good} returned them, and another one {:?}",
                                all.into_iter().find(|result| result.as_ref().is_err_and(|_| true))
                            ),
                        })
                        .looks_as_if_any(
                            (good == 0).then_some("the path is made into text, or changed: a path may have any bytes"),
                        )
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }
}

mod all_pages {
    use super::*;
    use ::three_api_pipeline::all_pages;
    use std::cell::RefCell;

    /// Pages as a check draws them, and the log of what is fetched.
    struct Pages {
        /// The name of the list.
        name: String,
        /// The pages, each with its cursor. The first one has none.
        list: Vec<(Option<String>, Page)>,
        /// The error of the page with this number.
        fails: Option<(usize, Failure)>,
        takes: Duration,
        fetched: RefCell<Vec<Option<String>>>,
        dropped: Cell<usize>,
    }

    impl Pages {
        /// Draws pages with these numbers of items, which the server announces truly.
        fn draw(draw: &mut Draw, lengths: &[usize]) -> Pages {
            let total = lengths.iter().sum::<usize>() as u64;
            let cursors: Vec<Option<String>> =
                (0..lengths.len()).map(|nth| (nth > 0).then(|| format!("{}{nth}", draw.word(0..=3)))).collect();
            let pages = lengths.iter().enumerate().map(|(nth, &length)| {
                let next = cursors.get(nth + 1).cloned().flatten();
                (cursors[nth].clone(), Page { items: draw_items(draw, length), next, total: Some(total) })
            });
            let list = pages.collect();
            let (fetched, dropped) = Default::default();
            Pages { name: draw.word(0..=6), list, fails: None, takes: Duration::ZERO, fetched, dropped }
        }

        async fn fetch(&self, cursor: Option<String>) -> Result<Page, SourceError> {
            self.fetched.borrow_mut().push(cursor.clone());
            if !self.takes.is_zero() {
                let fetching = InFlight(&self.dropped);
                sleep(self.takes).await;
                std::mem::forget(fetching);
            }
            let place = self.list.iter().position(|(other, _)| *other == cursor);
            match (place, &self.fails) {
                (Some(place), Some((failing, fails))) if place == *failing => Err(fails("list")),
                (Some(place), _) => Ok(self.list[place].1.clone()),
                (None, _) => Err(SourceError::new(format!("no page has the cursor {cursor:?}"), ErrorKind::NoItems)),
            }
        }

        fn fetched(&self) -> Vec<Option<String>> {
            self.fetched.borrow().clone()
        }

        /// Returns the cursors of the first pages.
        fn cursors(&self, pages: usize) -> Vec<Option<String>> {
            self.list[..pages].iter().map(|(cursor, _)| cursor.clone()).collect()
        }

        fn items(&self, pages: usize) -> Vec<Value> {
            self.list[..pages].iter().flat_map(|(_, page)| page.items.clone()).collect()
        }
    }

    /// Counts a request that is dropped before its end.
    struct InFlight<'d>(&'d Cell<usize>);

    impl Drop for InFlight<'_> {
        fn drop(&mut self) {
            self.0.set(self.0.get() + 1);
        }
    }

    /// Describes what came: the items, and the errors in full.
    fn texts(came: &[Result<Value, SourceError>]) -> Vec<String> {
        let text = |one: &Result<Value, SourceError>| match one {
            Ok(item) => item.to_string(),
            Err(error) => format!("the error of {} with {:?}", error.name, error.kind),
        };
        came.iter().map(text).collect()
    }

    /// Asserts that these items came from the first `pages` pages, and then this error, if there is one.
    async fn assert_pages(recording: &Recording, pages: &Pages, read: usize, error: Option<SourceError>, what: &str) {
        // The error must end the stream, and a stream that never ends must end, too.
        let most = pages.items(pages.list.len()).len() + 20;
        let fetch = async |cursor| pages.fetch(cursor).await;
        let came: Vec<_> = all_pages(&pages.name, fetch).take(most).collect().await;
        let wanted: Vec<_> = pages.items(read).into_iter().map(Ok).chain(error.map(Err)).collect();
        let (got, wanted) = (texts(&came), texts(&wanted));
        if got != wanted {
            let equal = got.iter().zip(&wanted).take_while(|(got, wanted)| got == wanted).count();
            let at = |texts: &[String]| texts.get(equal).cloned().unwrap_or_else(|| "the end".to_owned());
            let cause = cause_of(&got, &wanted, pages);
            let (results, number) = (count(wanted.len(), "result", "results"), equal + 1);
            expected(format!("{what}: {results}, and number {number} is {}", at(&wanted)))
                .but(format!("{} came, and number {number} is {}", got.len(), at(&got)))
                .looks_as_if_any(cause)
                .fail(recording);
        }
        let (fetched, wanted) =
            (pages.fetched(), pages.cursors(read.max(pages.fails.as_ref().map_or(0, |(nth, _)| nth + 1))));
        if fetched != wanted {
            let is_less = fetched.len() < wanted.len();
            let last = &pages.list[fetched.len().saturating_sub(1)].1;
            let came = pages.items(fetched.len().min(pages.list.len())).len() as u64;
            let cause = if fetched.is_empty() {
                "it yields nothing, and fetches nothing"
            } else if is_less && !last.items.is_empty() && last.total == Some(came) {
                "it ends when as many items have come as were announced: the list ends with the page that has no `next`"
            } else if is_less && last.items.is_empty() {
                "it ends at a page without items: the list ends with the page that has no `next`"
            } else if is_less {
                "it ends at a page that has a `next`"
            } else {
                "it fetches a page again, or one that nobody needs"
            };
            expected(format!("{what}: it fetches the pages with the cursors {wanted:?}"))
                .but(format!("it fetched {fetched:?}"))
                .looks_as_if(cause)
                .fail(recording);
        }
        pages.fetched.borrow_mut().clear();
    }

    fn cause_of(got: &[String], wanted: &[String], pages: &Pages) -> Option<&'static str> {
        let ends = |texts: &[String], end: &str| texts.last().is_some_and(|last| last.contains(end));
        let has_empty_page = pages.list.iter().any(|(_, page)| page.items.is_empty());
        let incomplete = got.last().filter(|last| last.contains("with Incomplete"));
        let items = got.iter().filter(|text| !text.starts_with("the error of")).count();
        let wanted_items = wanted.iter().filter(|text| !text.starts_with("the error of")).count();
        let ends_early = pages.fails.is_none() && pages.fetched().len() < pages.list.len();
        if pages.fails.is_some() && got.len() > wanted.len() && got.starts_with(wanted) {
            Some("it goes on after an error")
        } else if ends_early && items < wanted.len() && got[..items] == wanted[..items] {
            let last = pages.list.get(pages.fetched().len().saturating_sub(1));
            Some(if last.is_some_and(|(_, page)| page.items.is_empty()) {
                "it ends at a page without items: the list ends with the page that has no `next`"
            } else {
                "it ends at a page that has a `next`: any text is a cursor, also an empty one"
            })
        } else if pages.fails.is_none() && !ends_early && items < wanted_items {
            Some("it leaves out items of a page: all of them are yielded, however many there are")
        } else if incomplete.is_some_and(|error| !error.contains(&format!("came: {items},"))) {
            Some("it does not count each item that came: an item may be any JSON value, and a page may have many")
        } else if !ends(wanted, "with Repeated") && ends(got, "with Repeated") {
            Some("it takes a cursor for one that has been fetched already: any text is a cursor, also an empty one")
        } else if got.len() > wanted.len() && ends(wanted, "with Repeated") && ends(got, "with Incomplete") {
            Some("it compares the numbers after a list that leads back: it ends with the first error")
        } else if ends(wanted, "with Repeated") && !ends(got, "with Repeated") {
            Some("it follows a cursor that it has followed before, and the list has no end: remember all of them")
        } else if ends(wanted, "with Incomplete") && !got.iter().any(|text| text.contains("with Incomplete")) {
            let announced = pages.list.iter().filter_map(|(_, page)| page.total).next_back();
            if pages.list.last().is_some_and(|(_, page)| page.total.is_none()) {
                Some("it does not remember the number that an earlier page announced, or does not compare it at all")
            } else if announced > Some(i64::MAX.cast_unsigned()) {
                Some("it does not compare the numbers as they are: an API may announce any `u64`")
            } else if pages.list.iter().all(|(_, page)| page.items.is_empty()) {
                Some("it does not compare if no item came at all: then all that was announced is missing")
            } else {
                Some("it does not compare the number of items that came with the number that was announced")
            }
        } else if !ends(wanted, "with Incomplete") && ends(got, "with Incomplete") {
            Some("it takes another number than the last one that was announced")
        } else if got.len() < wanted.len() && has_empty_page {
            Some("it ends at a page without items: the list ends with the page that has no `next`")
        } else if got.len() > wanted.len() {
            Some("it goes on after an error")
        } else {
            None
        }
    }

    /// Draws the numbers of items of some pages: one page is empty.
    fn draw_lengths(draw: &mut Draw, pages: usize) -> Vec<usize> {
        let mut lengths = draw.list(pages, |draw| draw.usize(1..=40));
        if pages > 2 {
            lengths[pages / 2] = 0;
        }
        lengths
    }

    #[test]
    fn gives_the_items_of_all_pages_in_their_order() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (many, long) = (draw.usize(120..=180), draw.usize(10_100..=10_500));
            for lengths in [
                vec![0],
                vec![1],
                vec![3, 0],
                vec![0, 3],
                vec![0, 0],
                vec![1; many],
                vec![2, long, 3],
                draw_lengths(&mut draw, 20),
            ] {
                let pages = Pages::draw(&mut draw, &lengths);
                let what = format!("pages of {lengths:?} items");
                assert_pages(&recording, &pages, lengths.len(), None, &what).await;
            }
        });
    }

    #[test]
    fn fetches_a_page_when_its_first_item_is_asked_for() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let lengths = draw.list(6, |draw| draw.usize(1..=9));
            let pages = Pages::draw(&mut draw, &lengths);
            let mut items = pin!(all_pages("list", async |cursor| pages.fetch(cursor).await));
            for (page, length) in lengths.iter().enumerate() {
                for nth in 0..*length {
                    let fetched = pages.fetched().len();
                    if fetched != page + usize::from(nth > 0) {
                        expected(format!(
                            "before item {} of page {} is asked for, {} have been fetched",
                            nth + 1,
                            page + 1,
                            count(page + usize::from(nth > 0), "page", "pages")
                        ))
                        .but(format!("it was {fetched}"))
                        .looks_as_if("it fetches ahead: a reader who has enough would have asked for less")
                        .fail(&recording);
                    }
                    let _ = items.next().await;
                }
            }
        });
    }

    #[test]
    fn any_text_is_a_cursor() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let mut cursors = ["", " ", "0", "1", "01", "null", "None", "a", "A", "a ", "\0", "é", "e\u{301}"];
            for _ in 0..3 {
                let mut pages = Pages::draw(&mut draw, &[1; 14]);
                for (nth, cursor) in cursors.iter().enumerate() {
                    pages.list[nth].1.next = Some((*cursor).to_owned());
                    pages.list[nth + 1].0 = Some((*cursor).to_owned());
                }
                let what = format!("pages with the cursors {cursors:?}, which all differ");
                assert_pages(&recording, &pages, 14, None, &what).await;
                draw.shuffle(&mut cursors);
            }
        });
    }

    #[test]
    fn a_page_that_fails_ends_the_list_with_its_error() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for failure in failures() {
                for failing in [0, 2, 4] {
                    let lengths = draw_lengths(&mut draw, 5);
                    let mut pages = Pages::draw(&mut draw, &lengths);
                    pages.fails = Some((failing, Arc::clone(&failure)));
                    let what = format!("pages of {lengths:?} items, of which number {} fails", failing + 1);
                    assert_pages(&recording, &pages, failing, Some(failure("list")), &what).await;
                }
            }
        });
    }

    #[test]
    fn a_list_that_leads_back_ends_with_an_error() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let length = draw.usize(40..=60);
            // The last page leads to itself, to the one before it, to one long ago, and to the second one.
            for (length, back, is_empty) in [
                (length, length - 1, false),
                (length, length - 2, true),
                (length, draw.usize(3..=20), false),
                (length, 1, true),
                (2, 1, false),
                (2, 1, true),
            ] {
                let mut lengths = draw_lengths(&mut draw, length);
                if is_empty {
                    lengths[length - 1] = 0;
                }
                let mut pages = Pages::draw(&mut draw, &lengths);
                let cursor = pages.list[back].0.clone();
                pages.list[length - 1].1.next.clone_from(&cursor);
                // Nothing else is told of a list that leads back.
                for (_, page) in &mut pages.list {
                    page.total = Some(u64::MAX);
                }
                let cursor = cursor.unwrap_or_default();
                let what = format!("{length} pages, the last of which leads back to page {} ({cursor:?})", back + 1);
                let error = SourceError::new(&pages.name, ErrorKind::Repeated { cursor });
                assert_pages(&recording, &pages, length, Some(error), &what).await;
            }
            // So many that no limit is as large.
            let (many, fetched) = (draw.usize(10_050..=10_200), Cell::new(0));
            let page = async |_: Option<String>| {
                let nth = fetched.get();
                fetched.set(nth + 1);
                let next = if nth < many { nth + 1 } else { 1 };
                Ok(Page { items: vec![json!(nth)], next: Some(next.to_string()), total: None })
            };
            let came: Vec<_> = all_pages("a", page).take(many + 9).collect().await;
            let last = came.last().map_or("nothing", |last| if last.is_err() { "an error" } else { "an item" });
            if (came.len(), last, fetched.get()) != (many + 2, "an error", many + 1) {
                let cause = if came.len() > many + 2 {
                    "it follows a cursor that it has followed before: remember all of them"
                } else {
                    "it has a limit of its own"
                };
                expected(format!(
                    "{} pages with one item each, the last of which leads back to the second one, and then an error",
                    many + 1
                ))
                .but(format!("it fetched {} pages, and {last} was number {}", fetched.get(), came.len()))
                .looks_as_if(cause)
                .without_picture()
                .fail(&recording);
            }
        });
    }

    #[test]
    fn fewer_items_than_announced_are_an_error() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let some = draw.usize(5..=9);
            let lists = [1, 2, some].map(|length| draw_lengths(&mut draw, length));
            for lengths in lists.into_iter().chain([vec![0], vec![0; 3]]) {
                let length = lengths.len();
                let came = lengths.iter().sum::<usize>() as u64;
                let more = draw.within(2..=u64::MAX - came);
                // The number of the last page that announces one counts, and what an earlier one announced does not.
                for (first, last, announced) in [
                    (Some(u64::MAX), Some(came), None),
                    (Some(u64::MAX), Some(came.saturating_sub(1)), None),
                    (Some(u64::MAX), Some(0), None),
                    (Some(came), Some(came + 1), Some(came + 1)),
                    (Some(0), Some(came + more), Some(came + more)),
                    (Some(u64::MAX), None, Some(u64::MAX)),
                    (None, Some(u64::MAX), Some(u64::MAX)),
                    (Some(came), None, None),
                    (None, None, None),
                ] {
                    let is_one = length == 1;
                    let announced = if is_one { last.filter(|last| *last > came) } else { announced };
                    let mut pages = Pages::draw(&mut draw, &lengths);
                    for (_, page) in &mut pages.list {
                        page.total = None;
                    }
                    pages.list[0].1.total = first;
                    pages.list[length - 1].1.total = last;
                    let what = match (is_one, first, last) {
                        (true, ..) => format!("one page of {came} items, which announces {last:?}"),
                        _ => {
                            format!("{length} pages of {came} items, the first announces {first:?}, the last {last:?}")
                        }
                    };
                    let error = announced
                        .map(|announced| SourceError::new(&pages.name, ErrorKind::Incomplete { came, announced }));
                    assert_pages(&recording, &pages, length, error, &what).await;
                }
            }
        });
    }

    #[test]
    fn any_page_may_announce_a_number() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for _ in 0..40 {
                let lengths = draw.list(7, |draw| draw.usize(0..=9));
                let came = lengths.iter().sum::<usize>() as u64;
                let mut pages = Pages::draw(&mut draw, &lengths);
                for (_, page) in &mut pages.list {
                    page.total =
                        draw.pick(&[false, false, true]).then(|| (came + draw.within(0..=4)).saturating_sub(2));
                }
                let totals: Vec<_> = pages.list.iter().map(|(_, page)| page.total).collect();
                let announced = totals.iter().flatten().next_back().copied().filter(|announced| *announced > came);
                let error =
                    announced.map(|announced| SourceError::new(&pages.name, ErrorKind::Incomplete { came, announced }));
                let what = format!("seven pages of {came} items, which announce {totals:?}");
                assert_pages(&recording, &pages, 7, error, &what).await;
            }
        });
    }

    #[test]
    fn skips_any_number_of_pages_without_items() {
        paused(async |recording| {
            let many = Draw::of_test().usize(40_000..=50_000);
            let page = async |cursor: Option<String>| {
                let nth: usize = cursor.map_or(0, |cursor| cursor.parse().unwrap_or(many));
                let (items, next) =
                    if nth < many { (vec![], Some((nth + 1).to_string())) } else { (vec![json!(1)], None) };
                Ok(Page { items, next, total: None })
            };
            let came: Vec<_> = all_pages("a", page).take(9).collect().await;
            if texts(&came) != ["1"] {
                expected(format!("{many} pages without items, and one with an item: 1"))
                    .but(format!("it yielded {}", listed(texts(&came))))
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn wakes_the_task_that_polled_it_last() {
        paused(async |recording| {
            let mut pages = Pages::draw(&mut Draw::of_test(), &[2, 0, 3]);
            pages.takes = Duration::from_secs(1);
            let mut stream = Box::pin(all_pages("a", async |cursor| pages.fetch(cursor).await));
            let mut came = Vec::new();
            while let Some(item) = woken(stream.next()).await {
                came.push(item);
            }
            if came.len() != 5 {
                expected("five items of three pages").but(format!("there were {}", came.len())).fail(&recording);
            }
        });
    }

    #[test]
    fn dropped_it_gives_up_the_page_in_flight() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let lengths = draw.list(3, |draw| draw.usize(2..=9));
            let mut pages = Pages::draw(&mut draw, &lengths);
            pages.takes = Duration::from_secs(2);
            let mut items =
                Box::pin(recording.stream("all_pages", all_pages("list", async |cursor| pages.fetch(cursor).await)));
            for _ in 0..lengths[0] {
                let _ = items.next().await;
            }
            let is_early = tokio::time::timeout(Duration::from_secs(1), items.next()).await.is_ok();
            drop(items);
            let (fetched, dropped) = (pages.fetched().len(), pages.dropped.get());
            if is_early || (fetched, dropped) != (2, 1) {
                expected("dropped while the second page is in flight: 2 pages were fetched, and 1 was given up")
                    .but(format!("{fetched} were fetched, and {dropped} given up"))
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn equal_pages_are_several() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for (items, total) in [(0, None), (1, None), (3, None), (3, Some(0))] {
                let mut pages = Pages::draw(&mut draw, &[items; 7]);
                let items = draw_items(&mut draw, items);
                for (_, page) in &mut pages.list {
                    page.items.clone_from(&items);
                    page.total = total;
                }
                let what = format!(
                    "seven pages with the same {}, which only their cursors tell apart",
                    count(items.len(), "item", "items")
                );
                let most = 8 * items.len() + 8;
                let fetch = async |cursor| pages.fetch(cursor).await;
                let came: Vec<_> = all_pages(&pages.name, fetch).take(most).collect().await;
                let repeated =
                    came.iter().any(|one| matches!(one, Err(SourceError { kind: ErrorKind::Repeated { .. }, .. })));
                if repeated || came.len() < 7 * items.len() {
                    expected(format!("{what}: {} items, and the end", 7 * items.len()))
                        .but(format!("it yielded {}", listed(texts(&came))))
                        .looks_as_if("it takes an equal page, or an equal item, for one that has come before: a cursor that comes again is what leads back")
                        .without_picture()
                        .fail(&recording);
                }
                pages.fetched.borrow_mut().clear();
                assert_pages(&recording, &pages, 7, None, &what).await;
            }
        });
    }
}

mod deduplicated {
    use super::*;
    use ::three_api_pipeline::deduplicated;
    use futures::stream;
    use std::collections::{HashMap, VecDeque};
    use std::num::NonZeroUsize;
    use std::panic::AssertUnwindSafe;

    type Records = Vec<Result<Record, SourceError>>;

    fn window(window: usize) -> NonZeroUsize {
        NonZeroUsize::new(window).expect("it is not zero")
    }

    fn record(source: &str, name: &str, number: i64) -> Record {
        Record { source: source.to_owned().into(), name: name.to_owned(), data: Data::Number(number) }
    }

    /// Makes the same records anew: errors cannot be cloned.
    fn made(plan: &[Option<Record>]) -> Records {
        let one = |record: &Option<Record>| record.clone().ok_or_else(|| SourceError::new("a", ErrorKind::NoItems));
        plan.iter().map(one).collect()
    }

    /// Returns the places of the records that must be yielded.
    fn kept(plan: &[Option<Record>], window: usize) -> Vec<usize> {
        let mut recent: HashMap<&str, VecDeque<&Record>> = HashMap::new();
        let mut places = Vec::new();
        for (place, record) in plan.iter().enumerate() {
            let Some(record) = record else {
                places.push(place);
                continue;
            };
            let last = recent.entry(&record.source).or_default();
            if !last.contains(&record) {
                last.push_back(record);
                if last.len() > window {
                    last.pop_front();
                }
                places.push(place);
            }
        }
        places
    }

    /// Returns the places like [`kept`], with the records in two sets, of which the older one is forgotten as a whole.
    fn in_generations(plan: &[Option<Record>], window: usize) -> Vec<usize> {
        let mut of_source: HashMap<&str, [Vec<&Record>; 2]> = HashMap::new();
        let mut places = Vec::new();
        for (place, record) in plan.iter().enumerate() {
            let Some(record) = record else {
                places.push(place);
                continue;
            };
            let [newer, older] = of_source.entry(&record.source).or_default();
            if newer.contains(&record) || older.contains(&record) {
                continue;
            }
            if newer.len() == window {
                *older = std::mem::take(newer);
            }
            newer.push(record);
            places.push(place);
        }
        places
    }

    async fn assert_kept(recording: &Recording, plan: &[Option<Record>], size: NonZeroUsize) {
        let collected = AssertUnwindSafe(deduplicated(stream::iter(made(plan)), size).collect::<Records>());
        let got = collected.catch_unwind().await.unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
            expected(format!("{} and a window of {size}: records", count(plan.len(), "record", "records")))
                .but(format!("it panicked: {}", text.unwrap_or("without a message")))
                .looks_as_if("it allocates as much as the window says: a window may be larger than the memory")
                .without_picture()
                .fail(recording)
        });
        let wanted: Vec<Option<Record>> = kept(plan, size.get()).into_iter().map(|place| plan[place].clone()).collect();
        let wanted = made(&wanted);
        let outcomes = |records: &Records| records.iter().map(Outcome::of).collect::<Vec<_>>();
        let (came, must) = (outcomes(&got), outcomes(&wanted));
        if came == must {
            return;
        }
        let equal = came.iter().zip(&must).take_while(|(came, must)| came == must).count();
        let at =
            |outcomes: &[Outcome]| outcomes.get(equal).map_or_else(|| "the end".to_owned(), |one| one.text.clone());
        let cause = cause_of(plan, &came, size.get());
        let (results, number) = (count(plan.len(), "record", "records"), equal + 1);
        let before = recent_of(plan, size.get(), equal);
        expected(format!("{results} and a window of {size}: number {number} of what comes is {}", at(&must)))
            .but(format!("it is {}; before that, these came in: {before}", at(&came)))
            .looks_as_if_any(cause)
            .fail(recording);
    }

    /// Describes the last records that came in before the one that must be yielded as number `nth`.
    fn recent_of(plan: &[Option<Record>], window: usize, nth: usize) -> String {
        let place = kept(plan, window).get(nth).copied().unwrap_or(plan.len());
        let first = place.saturating_sub(12);
        let records = made(&plan[first..place]);
        let dots = if first > 0 { ".., " } else { "" };
        format!("{dots}{}", listed(records.iter().map(describe)))
    }

    /// The part of a record that an answer compares.
    type Key = fn(&Record) -> String;

    fn text(data: &Data) -> String {
        match data {
            Data::Text(text) => text.clone(),
            Data::Number(number) => number.to_string(),
        }
    }

    /// Finds the mistake that explains what came.
    fn cause_of(plan: &[Option<Record>], came: &[Outcome], window: usize) -> Option<&'static str> {
        let is = |places: Vec<usize>| {
            let wanted: Vec<Option<Record>> = places.into_iter().map(|place| plan[place].clone()).collect();
            made(&wanted).iter().map(Outcome::of).collect::<Vec<_>>() == came
        };
        if came.iter().filter(|one| one.is_error).count() < plan.iter().filter(|one| one.is_none()).count() {
            return Some("errors are left out: each of them is yielded");
        }
        let places = |source: Key, key: Key, forgets_dropped: bool| {
            let mut recent: HashMap<String, VecDeque<String>> = HashMap::new();
            let mut places = Vec::new();
            for (place, record) in plan.iter().enumerate() {
                let Some(record) = record else {
                    places.push(place);
                    continue;
                };
                let last = recent.entry(source(record)).or_default();
                let key = key(record);
                let is_new = !last.contains(&key);
                if is_new {
                    places.push(place);
                }
                if is_new || forgets_dropped {
                    last.push_back(key);
                    if last.len() > window {
                        last.pop_front();
                    }
                }
            }
            places
        };
        let without_memory = || {
            // The windows are empty again after each error.
            let (mut places, mut first) = (Vec::new(), 0);
            for part in plan.split_inclusive(Option::is_none) {
                places.extend(kept(part, window).into_iter().map(|place| first + place));
                first += part.len();
            }
            places
        };
        let source: Key = |record| record.source.to_string();
        let loose_source: Key = |record| record.source.trim().to_lowercase();
        let small_source: Key = |record| record.source.to_lowercase();
        let whole: Key = |record| format!("{record:?}");
        let name: Key = |record| record.name.clone();
        let with_text: Key = |record| format!("{:?} {:?}", record.name, text(&record.data));
        let joined: Key = |record| format!("{}{}", record.name, text(&record.data));
        if is(places(source, whole, true)) {
            Some("a record that is left out is counted in the window: only those that were yielded are")
        } else if is(places(|_| String::new(), whole, false)) {
            Some("all sources share one window, and a busy one displaces the others")
        } else if is(places(small_source, whole, false)) || is(places(loose_source, whole, false)) {
            Some("two sources share a window, although their names are not exactly equal")
        } else if is(places(source, name, false)) {
            Some("it compares the names only: a record comes again if it is equal in all fields")
        } else if is(places(source, with_text, false)) {
            Some("it compares the data as texts: a number is not equal to a text")
        } else if is(places(source, joined, false)) {
            Some("it joins the fields and compares the whole: `ab` and `c` are not `a` and `bc`")
        } else if is(without_memory()) {
            Some("an error empties the windows: errors are in no window, and change none")
        } else if window > 1 && is(kept(plan, 1)) {
            Some("the window is always one record, or its size is converted into a smaller type")
        } else if is(in_generations(plan, window)) && !is(kept(plan, window.saturating_add(1))) {
            Some("it forgets many records at once, and remembers others for up to twice the window")
        } else if is(kept(plan, window.saturating_add(1))) || window > 1 && is(kept(plan, window - 1)) {
            Some("the window is one record too large, or too small")
        } else if is(kept(plan, usize::MAX)) {
            Some("it never forgets a record, and needs more and more memory: only the last `window` count")
        } else if came.len() > kept(plan, window).len() && came.len() > 1000 {
            Some("the windows of some sources are forgotten, if there are very many")
        } else if is((0..plan.len()).collect()) {
            Some("nothing is left out")
        } else {
            None
        }
    }

    /// Draws records of some sources, many of which come again, and some errors.
    fn draw_plan(draw: &mut Draw, length: usize, names: u64) -> Vec<Option<Record>> {
        draw.list(length, |draw| {
            let name = format!("n{}", draw.within(0..=names));
            let number = i64::MAX - draw.within(0..=1).cast_signed();
            let source = *draw.pick(&["a", "a", "a", "b", "A", "a ", ""]);
            // Borrowed or not, it is the same text.
            let source = if draw.within(0..=1) == 0 { source.into() } else { source.to_owned().into() };
            (draw.within(0..=19) > 0).then(|| Record { source, ..record("", &name, number) })
        })
    }

    #[test]
    fn leaves_out_what_comes_again_within_the_window() {
        paused(async |recording| {
            let plan = |names: &str| -> Vec<Option<Record>> {
                names.chars().map(|name| (name != '!').then(|| record("a", &name.to_string(), 1))).collect()
            };
            let mut draw = Draw::of_test();
            for names in [2, 10, 40] {
                // Some are one as a `u8`, a `u16` or a `u32`.
                let large =
                    [1 << 8, 1 << 16, 1_u64 << 32].map(|large| usize::try_from(large + 1).unwrap_or(usize::MAX));
                // In the smallest windows many mistakes look alike.
                let sizes = [draw.usize(4..=9), draw.usize(20..=60), 2, 1, usize::MAX];
                for size in sizes.into_iter().chain(large) {
                    let length = draw.usize(600..=900);
                    assert_kept(&recording, &draw_plan(&mut draw, length, names), window(size)).await;
                }
            }
            for (names, size) in
                [("", 1), ("x", 1), ("xx", 1), ("xyx", 1), ("xyx", 2), ("xyxzx", 2), ("xx!x!!x", 1), ("!!", 3)]
            {
                assert_kept(&recording, &plan(names), window(size)).await;
            }
        });
    }

    #[test]
    fn each_source_has_a_window_of_its_own() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            // Equal if their fields are joined.
            let text = |source: &str, name: &str, text: &str| {
                Some(Record { data: Data::Text(text.to_owned()), ..record(source, name, 1) })
            };
            let plan = [
                text("a", "b", "c"),
                text("a", "bc", ""),
                text("a", "", "bc"),
                text("ab", "", "c"),
                Some(record("a", "b1", 1)),
                Some(record("a", "b", 11)),
                text("a", "B", "c"),
                text("a", "b ", "c"),
                text("a", "b", "C"),
                text("a", "b,", "c"),
                text("a", "b", ",c"),
            ];
            assert_kept(&recording, &plan, window(100)).await;
            let busy = draw.usize(20..=40);
            let size = window(draw.usize(2..=9));
            let mut plan = vec![Some(record("quiet", "x", 1))];
            plan.extend((0..busy).map(|nth| Some(record("busy", &format!("n{nth}"), 1))));
            plan.push(Some(record("quiet", "x", 1)));
            // Equal but for the source, or for the data.
            plan.push(Some(record("busy", "x", 1)));
            plan.push(Some(record("busy", "x", 2)));
            plan.push(Some(Record { data: Data::Text("1".to_owned()), ..record("busy", "x", 1) }));
            assert_kept(&recording, &plan, size).await;
            // So many sources that no limit is as large.
            let many = draw.usize(5_050..=5_100);
            let once: Vec<_> = (0..many).map(|nth| Some(record(&format!("s{nth}"), "x", 1))).collect();
            assert_kept(&recording, &[once.clone(), once].concat(), window(2 * many)).await;
        });
    }

    #[test]
    fn the_window_may_have_any_size() {
        paused(async |recording| {
            let size = Draw::of_test().usize(5_050..=5_200);
            // In the window are all, and then all but the first.
            let names = (0..size).chain([0, 1, size, 0]).map(|nth| nth.to_string());
            let records = stream::iter(names.map(|name| Ok(record("a", &name, 1))));
            let came: Records = deduplicated(records, window(size)).skip(size).collect().await;
            let came: Vec<String> =
                came.into_iter().map(|record| record.map_or_else(|error| kind(&error), |record| record.name)).collect();
            let wanted = [size.to_string(), "0".to_owned()];
            if came != wanted {
                let cause = (came.len() > 2).then_some("the window has a limit of its own");
                let report = expected(format!(
                    "after {size} records, and with a window of {size}, the first two come again and are left out, then a new \
                     one and the first one are yielded: {wanted:?}"
                ))
                .but(format!("what came is {came:?}"));
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn keeps_no_more_records_than_the_window() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (many, size) = (draw.within(2_000..=2_500), window(draw.usize(20..=40)));
            // Each of them is new, and takes some thousand bytes.
            let long = draw.word(3_000..=4_000);
            let records = stream::iter((0..many).map(|nth| Ok(record("a", &format!("{nth}{long}"), 1))));
            let mut came = None;
            let used = allocation_counter::measure(|| came = deduplicated(records, size).count().now_or_never());
            if came != Some(usize::try_from(many).unwrap_or(usize::MAX)) {
                expected(format!("of {many} records that all differ, all are yielded"))
                    .but(format!("there were {came:?}"))
                    .fail(&recording);
            }
            let most = 6 * 40 * 4_000;
            if used.bytes_max > most {
                expected(format!("{many} records and a window of {size} take less than {most} bytes at any time"))
                    .but(format!("they took {}", used.bytes_max))
                    .looks_as_if("it keeps all records, and looks only at the last ones")
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn wakes_the_task_that_polled_it_last() {
        paused(async |recording| {
            let plan = [Some(record("a", "x", 1)), None, Some(record("a", "x", 1)), Some(record("a", "y", 1))];
            let source = stream::iter(made(&plan)).then(async |record| {
                sleep(Duration::from_secs(1)).await;
                record
            });
            let mut stream = Box::pin(deduplicated(source, window(4)));
            let mut came = 0;
            while woken(stream.next()).await.is_some() {
                came += 1;
            }
            if came != 3 {
                expected("of four records, one of which comes again, three")
                    .but(format!("there were {came}"))
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn leaves_out_any_number_in_a_row() {
        paused(async |recording| {
            let many = Draw::of_test().usize(80_000..=90_000);
            let records = stream::iter((0..many).map(|_| Ok(record("a", "n", 1))).chain([Ok(record("a", "n", 2))]));
            let came = deduplicated(records, window(1)).count().await;
            if came != 2 {
                expected(format!("of {many} equal records and another one, two are yielded"))
                    .but(format!("there were {came}"))
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn errors_are_all_yielded_as_they_are() {
        paused(async |recording| {
            let mut given: Records = Vec::new();
            let mut wanted = Vec::new();
            for failure in failures() {
                for _ in 0..2 {
                    given.extend([Err(failure("a")), Ok(record("a", "x", 1))]);
                    wanted.push(Outcome::of(&Err(failure("a"))));
                }
            }
            wanted.insert(1, Outcome::of(&Ok(record("a", "x", 1))));
            let got: Vec<Outcome> =
                deduplicated(stream::iter(given), window(1)).map(|one| Outcome::of(&one)).collect().await;
            assert_outcomes(
                &recording,
                &got,
                &wanted,
                "an error before each of equal records, with a window of 1",
                None,
            );
        });
    }

    #[test]
    fn pulls_no_further_than_to_what_it_yields() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (length, size) = (draw.usize(100..=200), draw.usize(2..=9));
            let plan = draw_plan(&mut draw, length, 6);
            let pulled = Cell::new(0);
            let records = stream::iter(made(&plan)).inspect(|_| pulled.set(pulled.get() + 1));
            let mut records = pin!(deduplicated(records, window(size)));
            assert_pulled(&recording, pulled.get(), 0, "it pulls 0 records before one is asked for");
            for place in kept(&plan, size) {
                let _ = records.next().await;
                let expectation = format!("for what stands at place {}, it has pulled {0} records", place + 1);
                assert_pulled(&recording, pulled.get(), place + 1, &expectation);
            }
        });
    }

    #[test]
    fn yields_a_record_when_it_comes() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let times = draw.list(9, |draw| draw.millis(1..=5_000));
            let plan: Vec<Option<Record>> = (0..9).map(|nth| Some(record("a", &format!("n{}", nth / 2), 1))).collect();
            let begin = Instant::now();
            let source = stream::iter(made(&plan).into_iter().zip(times.clone())).then(async |(record, time)| {
                sleep(time).await;
                record
            });
            let mut records = pin!(recording.stream("deduplicated", deduplicated(source, window(4))));
            let mut came = Vec::new();
            while records.next().await.is_some() {
                came.push(begin.elapsed());
            }
            let at = |place: usize| times[..=place].iter().sum::<Duration>();
            let wanted: Vec<Duration> = kept(&plan, 4).into_iter().map(at).collect();
            if came != wanted {
                expected(format!("the records come at {wanted:?}"))
                    .but(format!("they came at {came:?}"))
                    .looks_as_if("it waits for later records before it yields one")
                    .fail(&recording);
            }
        });
    }
}
