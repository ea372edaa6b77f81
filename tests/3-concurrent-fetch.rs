//! The checks of chapter 3. Each module is a task, and each test is a sentence about what the code does.
//!
//! The same file checks the exercise and the reference solution. There is nothing to edit here.
//!
//! The servers are real ones, on this machine. No check measures real time: a server holds its responses until no more
//! requests arrive, and then the check knows what the code does without a response.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::num::NonZeroUsize;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use api_server::testing::{assert_given_up, stepwise, until_in_flight};
use api_server::{ApiServer, Behavior, Config, Counts, Fault, RetryAfter, Route};
use concurrent_fetch::FetchError;
use futures::channel::oneshot;
use futures::future::{Either, Shared, select, select_all};
use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, StreamExt as _};
use pollscope::Recording;
use pollscope::report::{count, expected};
use pollscope::testing::{Draw, live, paused, paused_for};
use reqwest::dns::{Name, Resolve, Resolving};
use reqwest::{Client, ClientBuilder, StatusCode};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// The timeout of most clients, longer than any check takes.
const LONG: Duration = Duration::from_secs(60);

/// A second less than the clients' timeout.
const ALMOST: Duration = Duration::from_secs(59);

const SECOND: Duration = Duration::from_secs(1);

const DAY: Duration = Duration::from_secs(24 * 3600);

/// Returns a timeout that is longer than any which an answer might set.
fn draw_days() -> Duration {
    Draw::of_test().duration(10 * DAY..=20 * DAY)
}

fn client(timeout: Duration) -> Client {
    concurrent_fetch::client(timeout).expect("the client can be built")
}

fn start(config: Config) -> ApiServer {
    ApiServer::start(config.seed(3).posts(100)).expect("a server can listen on this machine")
}

/// Starts a server that holds all requests until [`stepwise`] releases them. Each request is a lane of the recording.
fn holding(recording: &Recording) -> ApiServer {
    start(Config::new().record(recording).route(Route::Posts, Behavior::holding()))
}

fn path(post: usize) -> String {
    format!("/posts/{post}")
}

fn urls(server: &ApiServer, posts: impl IntoIterator<Item = usize>) -> Vec<String> {
    posts.into_iter().map(|post| server.url_of(&path(post))).collect()
}

/// Returns the number of the post, if the result is one.
fn post(result: &Result<String, FetchError>) -> Option<usize> {
    let number = result.as_ref().ok()?.split_once("\"id\":")?.1;
    number.trim_start().chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()
}

/// Describes a result in a few words.
fn outline(result: &Result<String, FetchError>) -> String {
    match (result, post(result)) {
        (_, Some(post)) => format!("post {post}"),
        (Ok(body), None) => format!("{:?}", body.chars().take(40).collect::<String>()),
        (Err(error), None) => kind(error),
    }
}

/// Describes an error by its variant, without the system's message.
fn kind(error: &FetchError) -> String {
    match error {
        FetchError::Request(_) => "Request".to_owned(),
        FetchError::Status { status, .. } => format!("Status {}", status.as_u16()),
        FetchError::Timeout => "Timeout".to_owned(),
        FetchError::Connection(_) => "Connection".to_owned(),
        FetchError::Body(_) => "Body".to_owned(),
        other => format!("{other:?}"),
    }
}

fn outlines(results: &[Result<String, FetchError>]) -> String {
    results.iter().map(outline).collect::<Vec<_>>().join(", ")
}

/// tokio's clock, paused so that only the test advances it: sockets keep working, and no sleep ends by itself.
struct StoppedClock {
    /// The end of a channel that a blocking task waits for. While a blocking task runs, tokio does not advance the
    /// clock.
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

/// Runs `work` until nothing moves any more, advances the stopped clock by `time`, and runs `work` again. Returns its
/// output if it is done by then.
async fn for_time<T>(server: &ApiServer, mut work: Pin<&mut impl Future<Output = T>>, time: Duration) -> Option<T> {
    // The client's timeout begins with its request.
    if let Either::Left((done, _)) = select(work.as_mut(), pin!(server.reaches(|counts| counts.started > 0))).await {
        return Some(done);
    }
    tokio::time::advance(time).await;
    match select(work, pin!(server.settled())).await {
        Either::Left((done, _)) => Some(done),
        Either::Right(_) => None,
    }
}

/// Waits like [`for_time`], for work that must be done by then: until `work` is done, or nothing can happen any more.
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

/// The lookups of host names that requests wait for. A check counts them and ends them, so it can have any number of
/// requests in flight without a socket, on tokio's paused clock.
#[derive(Clone, Default)]
struct Lookups {
    begun: Arc<Mutex<Vec<Lookup>>>,
    /// The time after which each lookup fails by itself.
    takes: Option<Duration>,
}

struct Lookup {
    host: String,
    at: tokio::time::Instant,
    /// Ends the lookup when it is dropped.
    end: oneshot::Sender<()>,
}

impl Resolve for Lookups {
    fn resolve(&self, name: Name) -> Resolving {
        let (end, ended) = oneshot::channel();
        let host = name.as_str().to_owned();
        self.begun().push(Lookup { host: host.clone(), at: tokio::time::Instant::now(), end });
        let takes = self.takes;
        Box::pin(async move {
            match takes {
                Some(Duration::ZERO) => {}
                Some(takes) => tokio::time::sleep(takes).await,
                // The sender is dropped with the check.
                None => drop(ended.await),
            }
            Err(format!("{NO_HOST}{host}").into())
        })
    }
}

const NO_HOST: &str = "there is no host ";

impl Lookups {
    fn begun(&self) -> MutexGuard<'_, Vec<Lookup>> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns lookups that fail by themselves after this time.
    fn that_take(takes: Duration) -> Lookups {
        Lookups { takes: Some(takes), ..Lookups::default() }
    }

    /// Makes a client whose requests wait for these lookups.
    fn client(&self) -> Client {
        self.client_with(|builder| builder)
    }

    /// Makes such a client with more settings.
    fn client_with(&self, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
        let builder = Client::builder().no_proxy().dns_resolver(Arc::new(self.clone()));
        set(builder).build().expect("the client can be built")
    }

    fn in_flight(&self) -> usize {
        self.begun().iter().filter(|lookup| !lookup.end.is_canceled()).count()
    }

    /// Ends the lookups of one host. The requests that wait for it fail.
    fn end(&self, host: usize) {
        let host = host_name(host);
        self.begun().retain(|lookup| lookup.host != host);
    }

    fn end_all(&self) {
        self.begun().clear();
    }

    /// Returns the times between the requests to one host.
    fn times_between(&self, host: usize) -> Vec<Duration> {
        let host = host_name(host);
        let begun = self.begun();
        let at: Vec<_> = begun.iter().filter(|lookup| lookup.host == host).map(|lookup| lookup.at).collect();
        at.windows(2).map(|two| two[1] - two[0]).collect()
    }
}

/// Returns the number of the host whose lookup has failed with this error.
fn host_of(error: &FetchError) -> Option<usize> {
    let chain = std::iter::successors(std::error::Error::source(error), |&error| error.source());
    let host = chain.last()?.to_string();
    host.strip_prefix(NO_HOST)?.strip_prefix("host-")?.strip_suffix(".test")?.parse().ok()
}

/// Asserts that the results are failures of these hosts, in this order.
#[track_caller]
fn assert_hosts<'e>(
    recording: &Recording,
    errors: impl IntoIterator<Item = Option<&'e FetchError>>,
    wanted: impl IntoIterator<Item = usize>,
) {
    let (wanted, got): (Vec<usize>, Vec<Option<usize>>) =
        (wanted.into_iter().collect(), errors.into_iter().map(|error| error.and_then(host_of)).collect());
    if got.len() != wanted.len() {
        expected(format!("{} failures, one of each host", wanted.len()))
            .but(format!("there are {}", got.len()))
            .without_picture()
            .fail(recording);
    }
    if let Some(place) = (0..wanted.len()).find(|&place| got[place].is_some_and(|host| host != wanted[place])) {
        expected(format!(
            "{} failures in the order of the URLs, and number {place} (the first one is 0) is that of {}",
            wanted.len(),
            host_name(wanted[place])
        ))
        .but(format!("it is that of {}", got[place].map_or_else(String::new, host_name)))
        .looks_as_if("a result gets the place of another one, depending on which comes first")
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

fn host_name(host: usize) -> String {
    format!("host-{host}.test")
}

/// Returns a URL for each of these hosts, which exist only in [`Lookups`].
fn on_hosts(hosts: impl IntoIterator<Item = usize>) -> Vec<String> {
    hosts.into_iter().map(|host| format!("http://{}/", host_name(host))).collect()
}

/// Runs `work` on the paused clock until it waits for something else than the clock. Returns its output if it is done.
async fn until_idle<T>(work: impl Future<Output = T> + Unpin) -> Option<T> {
    // The clock goes on by itself when nothing else can.
    match select(work, pin!(tokio::time::sleep(Duration::from_millis(1)))).await {
        Either::Left((done, _)) => Some(done),
        Either::Right(_) => None,
    }
}

/// A server in the check's own runtime that answers with the bytes that the check says.
struct Raw {
    url: String,
    seen: Arc<Mutex<Seen>>,
    task: tokio::task::JoinHandle<()>,
}

/// The requests that a server has seen.
#[derive(Default)]
struct Seen {
    /// The first line of each request.
    lines: Vec<String>,
    /// The number of requests, by path.
    paths: HashMap<String, usize>,
    /// The number of clients that left before their response was whole.
    left: usize,
}

/// An answer, when it is given, and what becomes of the connection after it.
#[derive(Clone, Debug)]
struct Answer {
    bytes: Vec<u8>,
    stays_open: bool,
    /// `true` if the next request may come over the same connection.
    is_followed: bool,
    gate: Option<Gate>,
}

/// A gate that opens when its sender is used or dropped.
type Gate = Shared<oneshot::Receiver<()>>;

impl Answer {
    /// Returns a whole answer, with this status, these header lines and a short body.
    fn new(status: u16, headers: &str) -> Answer {
        let body = if status == 204 || status == 304 { "" } else { "hello" };
        Answer::with_body(status, headers, body)
    }

    /// Returns a whole answer, with this status, these header lines and this body.
    fn with_body(status: u16, headers: &str, body: impl AsRef<[u8]>) -> Answer {
        let (body, length) = (body.as_ref(), body.as_ref().len());
        let head = format!("HTTP/1.1 {status} Said\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n");
        Answer::raw([head.as_bytes(), body].concat())
    }

    /// Returns these bytes as they are, after which the connection closes.
    fn raw(bytes: impl Into<Vec<u8>>) -> Answer {
        Answer { bytes: bytes.into(), stays_open: false, is_followed: false, gate: None }
    }

    /// Returns a whole answer like [`with_body`](Answer::with_body), after which the connection serves the next request.
    fn followed(status: u16, headers: &str, body: &str) -> Answer {
        let bytes = format!("HTTP/1.1 {status} Said\r\nContent-Length: {}\r\n{headers}\r\n{body}", body.len());
        Answer { is_followed: true, ..Answer::raw(bytes) }
    }

    /// Returns an answer whose body begins and never ends.
    fn without_end(status: u16) -> Answer {
        let bytes = format!("HTTP/1.1 {status} Said\r\nContent-Length: 1000\r\n\r\nNot whole");
        Answer { stays_open: true, ..Answer::raw(bytes) }
    }
}

impl Raw {
    /// Starts a server. `answer` gets the path of each request, without its slash, and the number of requests for that
    /// path before it.
    async fn start(answer: impl Fn(&str, usize) -> Answer + Send + Sync + 'static) -> Raw {
        let socket = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", socket.local_addr().expect("it has an address"));
        let requests = Arc::<Mutex<Seen>>::default();
        let (answer, seen) = (Arc::new(answer), requests.clone());
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = socket.accept().await {
                let (answer, seen) = (answer.clone(), seen.clone());
                tokio::spawn(async move {
                    while let Some(line) = requested(&client).await {
                        let path = line.split(' ').nth(1).unwrap_or_default().trim_start_matches('/').to_owned();
                        let number = {
                            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
                            seen.lines.push(line);
                            let number = seen.paths.entry(path.clone()).or_default();
                            *number += 1;
                            *number - 1
                        };
                        let Answer { bytes, stays_open, is_followed, gate } = answer(&path, number);
                        if let Some(gate) = gate
                            && let Either::Right(_) = select(gate, pin!(has_left(&client))).await
                        {
                            seen.lock().unwrap_or_else(PoisonError::into_inner).left += 1;
                            return;
                        }
                        write(&client, &bytes).await;
                        if stays_open {
                            has_left(&client).await;
                            seen.lock().unwrap_or_else(PoisonError::into_inner).left += 1;
                        }
                        if !is_followed {
                            return;
                        }
                    }
                });
            }
        });
        Raw { url, seen: requests, task }
    }

    fn url_of(&self, path: impl std::fmt::Display) -> String {
        format!("{}/{path}", self.url)
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the number of requests for a path so far.
    fn requests(&self, path: impl std::fmt::Display) -> usize {
        self.seen().paths.get(&path.to_string()).copied().unwrap_or_default()
    }

    /// Waits until nothing has happened in twenty turns of this runtime.
    ///
    /// The server and the answer both run on it, and loopback delivers at once: a slow machine makes the turns longer, not
    /// fewer.
    async fn settled(&self) {
        let count = || {
            let seen = self.seen();
            (seen.lines.len(), seen.left)
        };
        let (mut quiet, mut seen) = (0, count());
        while quiet < 20 {
            // The clock may be stopped, so the pause is on another thread.
            let _ = tokio::task::spawn_blocking(|| std::thread::sleep(Duration::from_micros(700))).await;
            quiet = if count() == seen { quiet + 1 } else { 0 };
            seen = count();
        }
    }

    /// Runs `work` until the server has seen as many requests for a path as wanted, or until nothing has happened for a long
    /// while. Returns its output if it is done.
    async fn until<T>(&self, mut work: Pin<&mut impl Future<Output = T>>, path: &str, requests: usize) -> Option<T> {
        for _ in 0..20 {
            if let Either::Left((done, _)) = select(work.as_mut(), pin!(self.settled())).await {
                return Some(done);
            }
            if self.requests(path) >= requests {
                break;
            }
        }
        None
    }

    /// Waits until as many clients have left as wanted, or until nothing has happened for a long while. Returns their number.
    async fn left(&self, wanted: usize) -> usize {
        for _ in 0..20 {
            if self.seen().left >= wanted {
                break;
            }
            self.settled().await;
        }
        self.seen().left
    }

    /// Runs `work` until it is done, or until no request has come for a long while.
    async fn to_the_end<T>(&self, work: impl Future<Output = T> + Unpin) -> Option<T> {
        let long = async {
            for _ in 0..20 {
                self.settled().await;
            }
        };
        match select(work, pin!(long)).await {
            Either::Left((done, _)) => Some(done),
            Either::Right(_) => None,
        }
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Reads the head of a request, and returns its first line.
async fn requested(client: &TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        client.readable().await.ok()?;
        let mut bytes = [0; 1024];
        match client.try_read(&mut bytes) {
            Ok(0) => return None,
            Ok(read) => head.extend_from_slice(&bytes[..read]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(_) => return None,
        }
    }
    let head = String::from_utf8(head).ok()?;
    Some(head.lines().next()?.to_owned())
}

/// Waits until the client has closed the connection.
async fn has_left(client: &TcpStream) {
    while client.readable().await.is_ok() {
        match client.try_read(&mut [0; 1024]) {
            Ok(1..) => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Ok(0) | Err(_) => return,
        }
    }
}

/// Writes all bytes, unless the client leaves.
async fn write(client: &TcpStream, mut bytes: &[u8]) {
    while !bytes.is_empty() && client.writable().await.is_ok() {
        match client.try_write(bytes) {
            Ok(written) => bytes = &bytes[written..],
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(_) => return,
        }
    }
}

/// URLs of every kind, with the outline of each result: posts, one of them twice, and each kind of failure.
struct Mixture {
    _server: ApiServer,
    /// A port that is taken, and where nobody listens.
    _refusing: TcpSocket,
    /// One failure of each kind, and a second status.
    failures: Vec<(String, String)>,
    posts: Vec<(String, String)>,
}

impl Mixture {
    fn draw(draw: &mut Draw) -> Mixture {
        let refusing = TcpSocket::new_v4().expect("a socket");
        refusing.bind(([127, 0, 0, 1], 0).into()).expect("a free port");
        let statuses = [draw.within(400..=499) as u16, draw.within(500..=599) as u16];
        let server = start(
            Config::new()
                .path("/posts/91", Behavior::failing(Fault::Status(statuses[0])))
                .path("/posts/92", Behavior::failing(Fault::Status(statuses[1])))
                .path("/posts/93", Behavior::failing(Fault::ConnectionReset))
                .path("/posts/94", Behavior::failing(Fault::HalfBody)),
        );
        let failing = |post: usize, outline: String| (server.url_of(&path(post)), outline);
        let refused = format!("http://{}/", refusing.local_addr().expect("it has an address"));
        let failures = vec![
            failing(91, format!("Status {}", statuses[0])),
            (refused, "Connection".to_owned()),
            failing(92, format!("Status {}", statuses[1])),
            failing(93, "Connection".to_owned()),
            failing(94, "Body".to_owned()),
            (draw.word(5..=9), "Request".to_owned()),
        ];
        let mut posts: Vec<usize> = (1..=90).collect();
        draw.shuffle(&mut posts);
        posts.truncate(7);
        posts.push(posts[0]);
        let posts = posts.into_iter().map(|post| (server.url_of(&path(post)), format!("post {post}"))).collect();
        Mixture { _server: server, _refusing: refusing, failures, posts }
    }

    /// Returns orders of all URLs, each failure once the first and once the last, with the outlines of the results.
    fn orders(&self, draw: &mut Draw) -> Vec<(Vec<String>, Vec<String>)> {
        let all = [&self.failures[..], &self.posts[..]].concat();
        let posts = self.posts.iter().cycle();
        let by_turns = self.failures.iter().zip(posts).flat_map(|(failure, post)| [failure.clone(), post.clone()]);
        let mut orders = vec![by_turns.unzip()];
        for first in 0..self.failures.len() {
            let mut order = all.clone();
            order.swap(0, first);
            let last = order.len() - 1;
            order.swap(if first == 1 { 2 } else { 1 }, last);
            draw.shuffle(&mut order[1..last]);
            orders.push(order.into_iter().unzip());
        }
        orders
    }
}

/// Asserts that nothing but the client's timeout ends a request: `fetch` gets a client and a URL that nobody answers, and
/// returns the outline of its result.
///
/// It takes `longer` than the timeout, if its last request begins so much later.
async fn assert_waits_for_the_client(
    recording: &Recording,
    longer: Duration,
    fetch: impl AsyncFnOnce(&Client, String) -> String,
) {
    let timeout = draw_days();
    let client = Lookups::default().client_with(|builder| builder.timeout(timeout));
    let url = on_hosts([1]).remove(0);
    let start = tokio::time::Instant::now();
    let outline = fetch(&client, url).await;
    let passed = start.elapsed();
    // A sleep ends with the next millisecond.
    let late = timeout + longer + Duration::from_millis(5);
    if passed < timeout + longer || passed > late || outline != "Timeout" {
        let after =
            if longer.is_zero() { String::new() } else { format!(", for a request that begins after {longer:?}") };
        let report = expected(format!(
            "for a URL that nobody answers: Timeout, when the client's timeout of {timeout:?} expires{after}"
        ))
        .but(format!("after {passed:?} on tokio's clock it returned {outline}"))
        .without_picture();
        let cause = if passed < timeout {
            Some("it does not wait for the end, or it sets a timeout of its own")
        } else if passed < timeout + longer {
            Some("it ends when the first of its requests has timed out, and the other one is still in flight")
        } else if passed > late {
            Some("it waits for something else than the timeout, or sends another request")
        } else {
            None
        };
        report.looks_as_if_any(cause).fail(recording);
    }
}

/// Returns the statuses that have a name, and some that have none, each with the outline of its result.
///
/// After 205 there must not be a body.
fn statuses() -> impl Iterator<Item = (u16, String)> {
    let successes = (200..=208).filter(|status| *status != 205).chain([218, 226, 299]);
    let temporary = (300..=308).chain(400..=431).chain(494..=511).chain(520..=530);
    let others = [440, 444, 449, 450, 451, 460, 463, 561, 598, 599, 600, 999];
    successes.chain(temporary).chain(others).map(|status| {
        let outline = match status {
            204 => "\"\"".to_owned(),
            200..=299 => "\"hello\"".to_owned(),
            _ => format!("Status {status}"),
        };
        (status, outline)
    })
}

/// Starts a server that answers with the status in the path, over connections that it keeps.
async fn of_any_status() -> Raw {
    Raw::start(|path, _| {
        let status = path.parse().unwrap_or(500);
        Answer::followed(status, "", if [204, 304].contains(&status) { "" } else { "hello" })
    })
    .await
}

/// Asserts that a list of URLs has a result for each status that there is.
async fn assert_every_status(
    recording: &Recording,
    fetch: impl AsyncFn(&Client, Vec<String>) -> Vec<Result<String, FetchError>>,
) {
    let server = of_any_status().await;
    let mut cases: Vec<_> = statuses().collect();
    Draw::of_test().shuffle(&mut cases);
    let urls = cases.iter().map(|(status, _)| server.url_of(status)).collect();
    let results = fetch(&client(LONG), urls).await;
    let got: Vec<String> = results.iter().map(outline).collect();
    if let Some((place, (status, wanted))) =
        cases.iter().enumerate().find(|(place, (_, wanted))| got.get(*place) != Some(wanted))
    {
        let cause = if place == got.len() && place > 0 {
            Some(format!(
                "it ends after the status {}: any status has a result, and the next URL its own",
                cases[place - 1].0
            ))
        } else if got.len() < cases.len() {
            Some(format!("it leaves out a URL for the status {status}, or ends after it"))
        } else {
            None
        };
        expected(format!(
            "of {} URLs, each with another status, result {place} is that of {status}: {wanted}",
            cases.len()
        ))
        .but(format!(
            "there are {}, and result {place} is {}",
            count(got.len() as u64, "result", "results"),
            got.get(place).map_or("missing", String::as_str)
        ))
        .looks_as_if_any(cause)
        .without_picture()
        .fail(recording);
    }
    if let Some((status, _)) = cases.iter().find(|(status, _)| server.requests(status) != 1) {
        expected(format!("one request to a URL with the status {status}"))
            .but(format!("the server saw {}", server.requests(status)))
            .looks_as_if("it sends a request again after some statuses: a failure is a result")
            .without_picture()
            .fail(recording);
    }
}

/// Asserts on the paused clock that many calls have their requests in flight at the same time, also after others were
/// dropped.
async fn assert_side_by_side(recording: &Recording, call: impl AsyncFn(&Client, &str)) {
    let (lookups, calls) = (Lookups::default(), Draw::of_test().usize(150..=200));
    let client = lookups.client();
    let urls = on_hosts(0..calls);
    for round in ["", ", after as many others were dropped"] {
        let mut all = Box::pin(futures::future::join_all(urls.iter().map(|url| call(&client, url))));
        let _ = until_idle(all.as_mut()).await;
        let in_flight = lookups.in_flight();
        if in_flight > calls && !round.is_empty() {
            expected(format!("{calls} calls are dropped, and so are their {calls} requests"))
                .but(format!("when as many others had begun, there were {in_flight} in flight"))
                .looks_as_if("requests go on in spawned tasks, which nobody aborts")
                .without_picture()
                .fail(recording);
        }
        if in_flight != calls {
            let cause = match in_flight {
                0 => None,
                _ if in_flight < calls => {
                    Some("the calls share something, such as a lock or a limit in a `static`, and wait for each other")
                }
                _ => Some("a call sends more than one request"),
            };
            expected(format!("{calls} calls at the same time have {calls} requests in flight{round}"))
                .but(format!("there were {in_flight}"))
                .looks_as_if_any(cause)
                .without_picture()
                .fail(recording);
        }
        if !round.is_empty() {
            lookups.end_all();
            if until_idle(all).await.is_none() {
                expected(format!("{calls} calls at the same time end when their requests have failed"))
                    .but("they were still waiting")
                    .without_picture()
                    .fail(recording);
            }
        }
    }
}

/// Asserts that each call sends a request of its own, whatever came of the call before it.
async fn assert_fetched_anew(recording: &Recording, fetch: impl AsyncFn(&Client, &str) -> String) {
    let server = Raw::start(|_, number| match number % 2 {
        0 => Answer::new(404, ""),
        _ => Answer::with_body(200, "", number.to_string()),
    })
    .await;
    let (client, url) = (client(LONG), server.url_of("page"));
    let mut got = Vec::new();
    for _ in 0..4 {
        got.push(fetch(&client, &url).await);
    }
    let wanted = ["Status 404", "\"1\"", "Status 404", "\"3\""];
    let requests = server.requests("page");
    if got != wanted || requests != 4 {
        let cause = (requests < 4).then_some("it keeps what an earlier call has returned");
        expected(format!("four calls for one URL send four requests, and return {}", wanted.join(", ")))
            .but(format!("there were {requests}, and it returned {}", got.join(", ")))
            .looks_as_if_any(cause)
            .without_picture()
            .fail(recording);
    }
}

/// A URL for which no request can be made.
const NO_URL: &str = "nowhere";

/// Returns the outlines after that of [`NO_URL`].
fn after_a_failure(outlines: String) -> String {
    outlines.strip_prefix("Request, ").map(str::to_owned).unwrap_or(outlines)
}

/// Starts a server whose answers to each path are the numbers 0, 1, 2 and so on.
async fn counting() -> Raw {
    Raw::start(|_, number| Answer::with_body(200, "", number.to_string())).await
}

/// Asserts that a URL that is there three times is fetched three times, and in the next call three times again.
async fn assert_fetched_three_times(
    recording: &Recording,
    fetch: impl AsyncFn(&Client, Vec<String>) -> Vec<Result<String, FetchError>>,
) {
    let (server, client) = (counting().await, client(LONG));
    for (call, wanted) in [["0", "1", "2"], ["3", "4", "5"]].iter().enumerate() {
        let results = fetch(&client, vec![server.url_of(1); 3]).await;
        let mut bodies: Vec<String> =
            results.into_iter().map(|result| result.unwrap_or_else(|error| kind(&error))).collect();
        bodies.sort();
        if bodies != *wanted {
            let again = if call > 0 { ", in a second call" } else { "" };
            let report = expected(format!(
                "for a URL that is there three times{again}: the bodies of three responses, {}",
                wanted.join(", ")
            ))
            .but(format!("they are {}", bodies.join(", ")))
            .without_picture();
            let cause = if call > 0 && bodies == ["0", "1", "2"] {
                Some("it keeps what an earlier call has returned")
            } else {
                bodies
                    .windows(2)
                    .any(|two| two[0] == two[1])
                    .then_some("a URL that is there twice is fetched only once")
            };
            report.looks_as_if_any(cause).fail(recording);
        }
    }
}

/// Asserts that all requests that the server has seen came from the client that the code was given.
#[track_caller]
fn assert_client(recording: &Recording, server: &ApiServer, agent: &str) {
    let requests = server.requests().kept;
    if let Some(foreign) = requests.iter().find(|request| request.user_agent() != Some(agent)) {
        let other = foreign.user_agent().unwrap_or("none");
        expected(format!("each request comes from the given client, whose User-Agent is `{agent}`"))
            .but(format!("there was one with the User-Agent {other}"))
            .looks_as_if("it makes a client of its own, without the configuration of the given one")
            .fail(recording);
    }
}

/// Asserts that a URL is fetched each time that it is there, whatever came of it before.
async fn assert_fetched_after_failures(
    recording: &Recording,
    fetch: impl AsyncFn(&Client, Vec<String>) -> Vec<Result<String, FetchError>>,
) {
    let server = Raw::start(|_, number| match number {
        0 => Answer::new(503, ""),
        1 => Answer::raw(""),
        2 => Answer::raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"),
        3 => Answer::new(404, ""),
        number => Answer::with_body(200, "", number.to_string()),
    })
    .await;
    let results = fetch(&client(LONG), vec![server.url_of(1); 5]).await;
    let mut outlines: Vec<String> = results.iter().map(outline).collect();
    outlines.sort();
    let wanted = ["\"4\"", "Body", "Connection", "Status 404", "Status 503"];
    let requests = server.requests(1);
    if outlines != wanted || requests != 5 {
        let report = expected(format!(
            "for a URL that is there five times: five requests, and the results {}",
            wanted.join(", ")
        ))
        .but(format!("the requests were {requests}, and the results {}", outlines.join(", ")))
        .without_picture();
        let cause = (requests < 5).then_some("a URL that has failed or succeeded once is not fetched again");
        report.looks_as_if_any(cause).fail(recording);
    }
}

/// Asserts on the paused clock that a URL that has timed out is fetched again.
async fn assert_fetched_after_timeouts(
    recording: &Recording,
    rounds: u32,
    fetch: impl AsyncFn(&Client, Vec<String>) -> Vec<Result<String, FetchError>>,
) {
    let timeout = Draw::of_test().duration(SECOND..=2 * SECOND);
    let lookups = Lookups::default();
    let client = lookups.client_with(|builder| builder.timeout(timeout));
    let start = tokio::time::Instant::now();
    let outlines = outlines(&fetch(&client, vec![on_hosts([1]).remove(0); 3]).await);
    let passed = start.elapsed();
    let begun = lookups.begun().len();
    // A sleep ends with the next millisecond.
    let late = timeout * rounds + Duration::from_millis(10);
    if outlines == "Timeout, Timeout, Timeout" && begun == 3 && passed > late {
        expected(format!("three requests that time out after {timeout:?} take {:?}", timeout * rounds))
            .but(format!("they took {passed:?}"))
            .looks_as_if("it waits after a timeout, or sends a request later than it could")
            .without_picture()
            .fail(recording);
    }
    if outlines != "Timeout, Timeout, Timeout" || begun != 3 {
        let report =
            expected("for a URL that is there three times, and that nobody answers: three requests that time out")
                .but(format!("the requests were {begun}, and the results {outlines}"))
                .without_picture();
        let cause = (begun < 3).then_some("a URL that has timed out once is not fetched again");
        report.looks_as_if_any(cause).fail(recording);
    }
}

/// URLs that end in each way, with the result of `fetch`.
struct Endings {
    server: Raw,
    /// A port that is taken, and where nobody listens.
    _refusing: TcpSocket,
    /// The end of a gate that never opens.
    _never: oneshot::Sender<()>,
    cases: Vec<(String, String)>,
}

impl Endings {
    async fn start() -> Endings {
        let mut draw = Draw::of_test();
        let seconds = draw.within(100_000..=200_000);
        let half = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";
        let (never, gate) = oneshot::channel();
        let failed = |answer: Answer, wanted: &str| (answer, wanted.to_owned());
        let latin = "Content-Type: text/plain; charset=iso-8859-1\r\n";
        let mut answers = vec![
            failed(Answer::new(404, ""), "Status 404"),
            failed(Answer::new(404, "Retry-After: 7\r\n"), "Status 404 with Retry-After: 7"),
            failed(
                Answer::new(503, &format!("Retry-After: {seconds}\r\n")),
                &format!("Status 503 with Retry-After: {seconds}"),
            ),
            failed(Answer::without_end(500), "Status 500"),
            failed(Answer::new(300, ""), "Status 300"),
            failed(Answer::new(304, ""), "Status 304"),
            failed(Answer::new(302, "Location: /redirected\r\n"), "\"there\""),
            failed(Answer::new(302, "Location: /nothing\r\n"), "Status 410 with Retry-After: 7"),
            failed(Answer::new(302, "Location: /broken\r\n"), "Body"),
            failed(Answer::new(302, "Location: /closed\r\n"), "Connection"),
            failed(Answer::new(600, ""), "Status 600"),
            failed(Answer::raw(half), "Body"),
            failed(Answer::raw(half.replace("10", &(1_u64 << 63).to_string())), "Body"),
            failed(Answer::raw("HELLO\r\n\r\n"), "Connection"),
            failed(Answer::with_body(200, latin, b"x\xe9"), "\"x\u{fffd}\""),
            failed(Answer::with_body(200, "", b"a\xff"), "\"a\u{fffd}\""),
            failed(
                Answer::raw(
                    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n\xc3\r\n1\r\n\xa9\r\n0\r\n\r\n",
                ),
                "\"\u{e9}\"",
            ),
        ];
        for status in [200, 201, 203, 206, 226, draw.within(207..=299) as u16] {
            for text in [String::new(), format!("\u{feff}{} ", draw.word(3..=9)), format!("\n{}\r\n", draw.word(3..=9))]
            {
                answers.push((Answer::with_body(status, "", &text), format!("{text:?}")));
            }
        }
        answers.extend([
            failed(Answer::without_end(200), "Timeout"),
            failed(Answer { gate: Some(gate.shared()), ..Answer::raw("") }, "Timeout"),
        ]);
        let refusing = TcpSocket::new_v4().expect("a socket");
        refusing.bind(([127, 0, 0, 1], 0).into()).expect("a free port");
        let refused = format!("http://{}/", refusing.local_addr().expect("it has an address"));
        let elsewhere = [(refused, "Connection".to_owned()), ("ftp://a.test/".to_owned(), "Request".to_owned())];
        let links: Vec<String> = elsewhere
            .iter()
            .map(|(url, _)| url.clone())
            .chain((0..answers.len()).map(|case| format!("/{case}")))
            .collect();
        let responses: Vec<Answer> = answers.iter().map(|(answer, _)| answer.clone()).collect();
        let server = Raw::start(move |path, _| match path.strip_prefix("then/") {
            Some(case) => {
                let link = &links[case.parse::<usize>().unwrap_or(0)];
                Answer::new(200, &format!("Link: <{link}>; rel=\"next\"\r\n"))
            }
            None if path == "redirected" => Answer::with_body(200, "", "there"),
            None if path == "nothing" => Answer::new(410, "Retry-After: 7\r\n"),
            None if path == "broken" => Answer::raw(half),
            None if path == "closed" => Answer::raw(""),
            None => responses[path.parse::<usize>().unwrap_or(0)].clone(),
        })
        .await;
        let here = answers.into_iter().enumerate().map(|(case, (_, wanted))| (server.url_of(case), wanted));
        let cases = elsewhere.into_iter().chain(here).collect();
        Endings { server, _refusing: refusing, _never: never, cases }
    }

    /// Returns the URLs that end without a timeout, in a drawn order.
    fn in_any_order(&self, draw: &mut Draw) -> Vec<String> {
        let mut urls: Vec<String> =
            self.cases.iter().filter(|(_, wanted)| wanted != "Timeout").map(|(url, _)| url.clone()).collect();
        draw.shuffle(&mut urls);
        urls
    }
}

/// Asserts that a function has the results of `fetch`, whole and of each kind. With `linked`, the URL is that of a page that
/// links to the one with this result.
async fn assert_ends_like_fetch(
    recording: &Recording,
    linked: bool,
    results: impl AsyncFn(&Client, &str) -> Vec<Result<String, FetchError>>,
) {
    let endings = Endings::start().await;
    let timeout = draw_days();
    let (server, client) = (&endings.server, client(timeout));
    let mut clock = None;
    for (case, (ending, wanted)) in endings.cases.iter().enumerate() {
        let url = if linked { server.url_of(format!("then/{case}")) } else { ending.clone() };
        let path = ending.rsplit('/').next().unwrap_or_default();
        let got = if wanted == "Timeout" {
            let _stopped = clock.get_or_insert_with(StoppedClock::stop);
            let mut fetching = pin!(results(&client, &url));
            let mut early = server.until(fetching.as_mut(), path, 1).await;
            if early.is_none() && server.requests(path) == 0 {
                // A sleep of no time before the first attempt lasts until the next millisecond.
                tokio::time::advance(Duration::from_millis(1)).await;
                early = server.until(fetching.as_mut(), path, 1).await;
            }
            tokio::time::advance(timeout.saturating_sub(SECOND)).await;
            if early.is_none()
                && let Either::Left((done, _)) = select(fetching.as_mut(), pin!(server.settled())).await
            {
                early = Some(done);
            }
            if let Some(early) = early {
                expected(format!("it waits for the end of the response until the client's timeout of {timeout:?}"))
                    .but(format!("a second before that it returned {}", listed(&early)))
                    .looks_as_if("it does not wait for the end, or it sets a timeout of its own")
                    .without_picture()
                    .fail(recording);
            }
            tokio::time::advance(2 * SECOND).await;
            server.to_the_end(fetching).await
        } else {
            server.to_the_end(pin!(results(&client, &url))).await
        };
        let requests = server.requests(path);
        if requests > 1 {
            expected(format!("one request to a URL for which `fetch` returns {wanted}"))
                .but(format!("the server saw {requests}"))
                .looks_as_if("it sends another request for this result")
                .without_picture()
                .fail(recording);
        }
        let got = got.map_or_else(|| "nothing yet".to_owned(), |got| listed(&got));
        let before = if linked { "\"hello\", " } else { "" };
        if got == format!("{before}{wanted}") {
            continue;
        }
        let last = got.strip_prefix(before).unwrap_or(&got);
        let cause = match (last, wanted.as_str()) {
            (last, wanted) if wanted.starts_with(&format!("{last} with")) => {
                Some("it loses the `Retry-After` of the response")
            }
            ("Body" | "Connection", "Timeout") => {
                Some("it does not check whether the `reqwest::Error` is a timeout: `is_timeout()`")
            }
            ("nothing yet", wanted) if wanted.starts_with("Status") => {
                Some("it reads the body of an error, or takes it for a success")
            }
            (last, wanted) if last.starts_with("Status") && wanted.starts_with('"') => {
                Some("it accepts only some of the statuses 2xx as success: `is_success()`")
            }
            (last, wanted) if last.starts_with('"') && wanted.starts_with("Status") => {
                Some("it accepts another status than 2xx as success: `is_success()`")
            }
            (last, wanted) if last.starts_with('"') && wanted.starts_with('"') => Some(
                "the text of the body is changed: bytes that are not UTF-8 become U+FFFD, and nothing else changes",
            ),
            _ => None,
        };
        let where_it_is = if linked { "a second page" } else { "a URL" };
        expected(format!("{where_it_is} for which `fetch` returns {wanted}: {before}{wanted}"))
            .but(format!("it returned {}", if got.is_empty() { "nothing" } else { &got }))
            .looks_as_if_any(cause)
            .without_picture()
            .fail(recording);
    }
}

/// Describes results with all that they tell, except for the system's messages.
fn listed(results: &[Result<String, FetchError>]) -> String {
    let name = |result: &Result<String, FetchError>| match result {
        Ok(body) => format!("{body:?}"),
        Err(FetchError::Status { status, retry_after: Some(after) }) => {
            format!("Status {} with Retry-After: {}", status.as_u16(), after.as_secs_f64())
        }
        Err(error) => kind(error),
    };
    results.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// Asserts that nothing is waited for on tokio's clock, whatever comes of the URLs.
async fn assert_no_waits(
    recording: &Recording,
    fetch: impl AsyncFn(&Client, Vec<String>) -> Vec<Result<String, FetchError>>,
) {
    let endings = Endings::start().await;
    let client = client(LONG);
    let _clock = StoppedClock::stop();
    let mut draw = Draw::of_test();
    for _ in 0..2 {
        let urls = endings.in_any_order(&mut draw);
        let before = endings.server.seen().lines.len();
        if endings.server.to_the_end(pin!(fetch(&client, urls.clone()))).await.is_none() {
            let sent = endings.server.seen().lines.len() - before;
            expected("it sends the next request at once when one has ended, whatever came of it")
                .but(format!("{sent} requests for {} URLs came while tokio's clock stood still", urls.len()))
                .looks_as_if("it waits on the clock after a result: only `fetch_with_retry` waits")
                .without_picture()
                .fail(recording);
        }
    }
}

/// Starts a server with answers that come at once, and others that are held: the path says which.
async fn half_held() -> Raw {
    let (never, gate) = oneshot::channel::<()>();
    let gate = gate.shared();
    Raw::start(move |path, _| {
        // It lives as long as the server.
        let _never = &never;
        match path.trim_end_matches(char::is_numeric) {
            "good" => Answer::new(200, "Link: </held1>; rel=\"next\"\r\n"),
            "bad" => Answer::new(404, ""),
            "closed" => Answer::raw(""),
            _ => Answer { gate: Some(gate.clone()), ..Answer::raw("") },
        }
    })
    .await
}

/// Asserts that `work`, dropped while `held` of its requests to a [half held](half_held) server are in flight, gives them up and
/// sends no other.
async fn assert_dropped_half_way<T>(recording: &Recording, server: &Raw, work: impl Future<Output = T>, held: usize) {
    let mut work = Box::pin(work);
    let waiting = || {
        server.seen().paths.iter().filter(|(path, _)| path.starts_with("held")).map(|(_, times)| times).sum::<usize>()
    };
    for _ in 0..20 {
        if let Either::Left(_) = select(work.as_mut(), pin!(server.settled())).await {
            expected(format!("it waits for {}", count(held as u64, "response", "responses")))
                .but("it ended before that")
                .without_picture()
                .fail(recording);
        }
        if waiting() >= held {
            break;
        }
    }
    let before = server.seen().lines.len();
    drop(work);
    let left = server.left(held).await;
    let later = server.seen().lines.len() - before;
    if left != held || later > 0 {
        expected(format!(
            "dropped after some results, it gives up {}, and sends no other",
            count(held as u64, "request", "requests")
        ))
        .but(format!("the server saw {left} given up, and {} later", count(later as u64, "request", "requests")))
        .looks_as_if("requests go on in spawned tasks, which nobody aborts")
        .without_picture()
        .fail(recording);
    }
}

/// Two URLs, the first of which times out while the second one is in flight.
struct UnequalTimes {
    server: Raw,
    client: Client,
    urls: Vec<String>,
    open: oneshot::Sender<()>,
}

impl UnequalTimes {
    async fn start() -> UnequalTimes {
        let (open, gate) = oneshot::channel();
        let answer = Answer { gate: Some(gate.shared()), ..Answer::new(200, "") };
        let server = Raw::start(move |_, _| answer.clone()).await;
        // Only the first URL has a name that is looked up.
        let client = Lookups::default().client_with(|builder| builder.connect_timeout(SECOND));
        let urls = on_hosts([1]).into_iter().chain([server.url_of("late")]).collect();
        UnequalTimes { server, client, urls, open }
    }

    /// Asserts that `work` waits for the second URL, and returns its output.
    async fn assert_waits<T>(self, recording: &Recording, work: impl Future<Output = T>) -> T {
        let _clock = StoppedClock::stop();
        let mut work = pin!(work);
        let mut early = self.server.until(work.as_mut(), "late", 1).await;
        tokio::time::advance(2 * SECOND).await;
        if early.is_none()
            && let Either::Left((done, _)) = select(work.as_mut(), pin!(self.server.settled())).await
        {
            early = Some(done);
        }
        if early.is_some() {
            expected("one request has timed out, and it waits for the other one")
                .but("it ended")
                .looks_as_if("a timeout ends it: it is a failure like any other")
                .without_picture()
                .fail(recording);
        }
        drop(self.open);
        self.server.to_the_end(work).await.unwrap_or_else(|| {
            expected("it ends when the second response is there")
                .but("it was still waiting")
                .without_picture()
                .fail(recording)
        })
    }
}

/// Makes a client that can be told from any other.
fn client_named(agent: &str) -> Client {
    Client::builder().user_agent(agent).no_proxy().build().expect("the client can be built")
}

/// Asserts that there is one result for each URL, in their order.
#[track_caller]
fn assert_results(recording: &Recording, results: &[Result<String, FetchError>], wanted: &[impl AsRef<str>]) {
    let wanted: Vec<&str> = wanted.iter().map(AsRef::as_ref).collect();
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
        Some("an error is replaced by an empty text")
    } else if got.iter().rev().eq(&wanted) {
        Some("the URLs are fetched from the last one to the first one")
    } else if sorted(&got) == sorted(&wanted) {
        Some("they are in the order in which they came, or have got into the places of others")
    } else if got == wanted[..before_the_first_failure] || Some(&got[..]) == wanted.get(..=before_the_first_failure) {
        Some("it ends at the first failure, and loses the results after it")
    } else if got == successes {
        Some("failures are left out: a failure is a result, too")
    } else if got.len() == 1 && wanted.len() > 1 && is_failure(&got[0]) {
        Some("it returns one failure in place of all results")
    } else if wanted.starts_with(&got) && got.last().is_some_and(is_failure) {
        Some("it ends at a failure of one kind, and loses the results after it")
    } else if got == once(&wanted) {
        Some("a URL that is there twice has only one result")
    } else {
        None
    };
    expected(format!("the results {}", wanted.join(", ")))
        .but(format!("they are {}", got.join(", ")))
        .looks_as_if_any(cause)
        .fail(recording);
}

/// Returns the message of a panic.
fn message(panic: &(dyn std::any::Any + Send)) -> &str {
    let message = panic.downcast_ref::<String>().map(String::as_str);
    message.or(panic.downcast_ref::<&str>().copied()).unwrap_or("without a message")
}

/// Returns the outlines without those that are there already.
fn once(outlines: &[String]) -> Vec<String> {
    let mut once = Vec::new();
    for outline in outlines {
        if !once.contains(outline) || !outline.starts_with("post") {
            once.push(outline.clone());
        }
    }
    once
}

mod fetch {
    use super::*;
    use ::concurrent_fetch::fetch;
    use reqwest::redirect::Policy;
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::panic::AssertUnwindSafe;
    use std::thread;
    use std::time::SystemTime;

    const NEEDS_NO_LENGTH: &str = "it reads as many bytes as `Content-Length` says, but a body needs none: it ends with its last chunk, or with \
         its connection";

    /// Fetches a post from a server with this fault, or without a fault.
    async fn fetched(fault: Option<Fault>) -> Result<String, FetchError> {
        let behavior = fault.map(Behavior::failing).unwrap_or_default();
        let server = start(Config::new().route(Route::Posts, behavior));
        fetch(&client(LONG), &server.url_of("/posts/3")).await
    }

    /// Fetches a post whose response does not end before the client's timeout expires. The part that comes before is
    /// there before the clock advances, however busy the machine is.
    async fn fetched_too_late(
        recording: &Recording,
        behavior: Behavior,
        timeout: Duration,
    ) -> Result<String, FetchError> {
        let _clock = StoppedClock::stop();
        let server = start(Config::new().route(Route::Posts, behavior));
        let (client, url) = (client(timeout), server.url_of("/posts/3"));
        let mut fetching = pin!(fetch(&client, &url));
        if let Some(result) = for_time(&server, fetching.as_mut(), timeout.saturating_sub(SECOND)).await {
            expected(format!("it waits for the end of the response until the client's timeout of {timeout:?}"))
                .but(format!("a second before that it returned {}", outline(&result)))
                .looks_as_if("it does not wait for the end, or it sets a timeout of its own")
                .fail(recording);
        }
        match to_the_end(&server, fetching, 2 * SECOND).await {
            Some(result) => {
                let requests = usize::try_from(server.counts().started).unwrap_or(usize::MAX);
                assert_one_request(recording, requests, "a response that does not end in time");
                result
            }
            None => expected(format!("it ends with the client's timeout of {timeout:?}"))
                .but("a second after that it was still waiting")
                .looks_as_if("it has another timeout than that of the given client")
                .fail(recording),
        }
    }

    #[track_caller]
    fn assert_one_request(recording: &Recording, requests: usize, situation: &str) {
        if requests != 1 {
            expected(format!("one request for {situation}"))
                .but(format!("the server saw {requests}"))
                .looks_as_if("it sends more than one request: retrying is the task of `fetch_with_retry`")
                .fail(recording);
        }
    }

    #[track_caller]
    fn assert_kind(recording: &Recording, result: &Result<String, FetchError>, wanted: &str, situation: &str) {
        let got = outline(result);
        if got == wanted {
            return;
        }
        let report = expected(format!("for {situation}: {wanted}")).but(format!("it returned {got}"));
        let cause = match result {
            Ok(_) if wanted.starts_with("Status") => {
                Some("it does not check the status: a 404 has a body, too, and reqwest returns no error for it")
            }
            Ok(body) if body.is_empty() && !wanted.starts_with(['"', 'p']) => {
                Some("the error is replaced by an empty text")
            }
            Ok(_) if wanted == "Body" || wanted == "Timeout" => {
                Some("it ignores the error in the body, and returns the part before it as if it were the whole")
            }
            Err(error) if wanted == "Timeout" && source(error).is_some_and(reqwest::Error::is_timeout) => {
                Some("it does not check whether the `reqwest::Error` is a timeout: `is_timeout()`")
            }
            Err(error) if wanted.starts_with("Status") && source(error).is_some_and(reqwest::Error::is_status) => {
                Some("`error_for_status` returns a `reqwest::Error`, and it does not check for one: `is_status()`")
            }
            Err(FetchError::Body(_)) if wanted.starts_with("Status") => {
                Some("it reads the body before it checks the status, and this body breaks off")
            }
            Err(FetchError::Connection(_)) if wanted == "Body" => {
                Some("it maps a failure in the body like one before the response: they come from two awaits")
            }
            Err(FetchError::Body(_)) if wanted == "Connection" => {
                Some("it maps a failure before the response like one in the body: they come from two awaits")
            }
            Err(FetchError::Request(_)) if wanted == "Connection" => {
                Some("only some failures before the response are mapped to `Connection`")
            }
            Err(FetchError::Connection(_)) if wanted == "Request" => {
                Some("it does not check whether there was a request at all: `is_builder()` and `is_redirect()`")
            }
            _ => None,
        };
        report.looks_as_if_any(cause).fail(recording);
    }

    fn source(error: &FetchError) -> Option<&reqwest::Error> {
        match error {
            FetchError::Request(error) | FetchError::Connection(error) | FetchError::Body(error) => Some(error),
            _ => None,
        }
    }

    #[test]
    fn gives_the_body() {
        live(async |recording| {
            let body = fetched(None).await;
            if body.as_ref().is_ok_and(String::is_empty) {
                let sized = raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
                let needs_a_length = outline(&fetch(&client(LONG), &sized).await) == "\"hello\"";
                expected("for a `GET` of /posts/3: post 3, a body in chunks")
                    .but("it returned an empty text")
                    .looks_as_if_any(needs_a_length.then_some(NEEDS_NO_LENGTH))
                    .fail(&recording);
            }
            assert_kind(&recording, &body, "post 3", "a `GET` of /posts/3");
            let body = body.expect("it is post 3");
            if !body.starts_with('{') || !body.trim_end().ends_with('}') {
                expected("the whole body, unchanged").but(format!("it returned {body:?}")).fail(&recording);
            }
        });
    }

    #[test]
    fn an_answer_without_success_is_a_status_error() {
        live(async |recording| {
            for status in [400, 404, 429, 500, 503] {
                let result = fetched(Some(Fault::Status(status))).await;
                assert_kind(&recording, &result, &format!("Status {status}"), &format!("status {status}"));
            }
        });
    }

    #[test]
    fn every_status_of_success_gives_its_body_and_no_other_does() {
        live(async |recording| {
            let url = raw("HTTP/1.1 203 Non-Authoritative Information\r\nContent-Length: 5\r\n\r\nhello");
            let result = fetch(&client(LONG), &url).await;
            if matches!(result, Err(FetchError::Status { .. })) {
                expected("for status 203: the body")
                    .but(format!("it returned {}", outline(&result)))
                    .looks_as_if("it accepts only 200 as success, but any 2xx is one: `is_success()`")
                    .fail(&recording);
            }
            assert_kind(&recording, &result, "\"hello\"", "status 203");
            let url = raw("HTTP/1.1 300 Multiple Choices\r\nContent-Length: 5\r\n\r\nhello");
            let result = fetch(&client(LONG), &url).await;
            let sees_a_404 = fetched(Some(Fault::Status(404))).await.is_err();
            if result.is_ok() && sees_a_404 {
                expected("for status 300: Status 300")
                    .but(format!("it returned {}", outline(&result)))
                    .looks_as_if("it treats only 4xx and 5xx as failures, as `error_for_status` does: `is_success()`")
                    .fail(&recording);
            }
            assert_kind(&recording, &result, "Status 300", "status 300");
            // A body that belongs to no success does not end.
            let server = Raw::start(|path, _| match path.parse().unwrap_or(500) {
                status @ 200..=299 => Answer::new(status, ""),
                status => Answer::without_end(status),
            })
            .await;
            let client = client(LONG);
            let mut draw = Draw::of_test();
            let drawn = draw.list(9, |draw| draw.within(532..=597) as u16);
            let drawn = drawn.into_iter().map(|status| (status, format!("Status {status}")));
            for (status, wanted) in statuses().chain(drawn.collect::<std::collections::BTreeMap<_, _>>()) {
                let url = server.url_of(status);
                let Some(result) = server.to_the_end(pin!(fetch(&client, &url))).await else {
                    still_waits(&recording, status)
                };
                if let Err(FetchError::Status { .. }) = result
                    && status < 300
                {
                    expected(format!("for status {status}: the body"))
                        .but(format!("it returned {}", outline(&result)))
                        .looks_as_if("it accepts only some of the statuses 2xx as success: `is_success()`")
                        .fail(&recording);
                }
                if result.is_ok() && sees_a_404 && !(200..300).contains(&status) {
                    expected(format!("for status {status}: {wanted}"))
                        .but(format!("it returned {}", outline(&result)))
                        .looks_as_if(format!("it takes {status} for a success, but only 2xx is one: `is_success()`"))
                        .fail(&recording);
                }
                assert_kind(&recording, &result, &wanted, &format!("status {status}"));
                assert_one_request(&recording, server.requests(status), &format!("a URL whose status is {status}"));
            }
        });
    }

    fn still_waits(recording: &Recording, status: u16) -> ! {
        expected(format!("after the status {status} it returns, and doesn't wait for the body"))
            .but("the body did not end, and it was still waiting")
            .looks_as_if(format!("it reads the body of an error, or takes {status} for a success"))
            .fail(recording)
    }

    #[test]
    fn sends_one_get_request_for_the_whole_url() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let server = counting().await;
            let client = client(LONG);
            let (page, word) = (draw.usize(1000..=9000), draw.word(5..=9));
            for path in [
                format!("posts/{page}?author={word}&page=2"),
                format!("{word}/a%20b%2Fc/?q=%26&q=%3D&empty="),
                format!("?{page}"),
                format!("{word}/"),
                format!("{word}//{page}"),
                format!("{word}?"),
                "posts/~me;v=1/@:!$'()*,".to_owned(),
            ] {
                let url = server.url_of(&path);
                for number in ["0", "1"] {
                    let result = fetch(&client, &url).await;
                    let body = result.as_ref().map_or_else(kind, Clone::clone);
                    let lines = std::mem::take(&mut server.seen().lines);
                    let wanted = format!("GET /{path} HTTP/1.1");
                    if body == number && lines == [wanted.as_str()] {
                        continue;
                    }
                    let sent =
                        if lines.is_empty() { "nothing".to_owned() } else { format!("`{}`", lines.join("` and `")) };
                    let report = expected(format!("for {url}: one request, `{wanted}`, and its body {number}"))
                        .but(format!("it sent {sent}, and returned {body}"));
                    let cause = match &lines[..] {
                        [] => Some("it returns a body that it has kept from an earlier call"),
                        [line] if !line.starts_with("GET ") => Some("it sends another method than `GET`, such as POST"),
                        [line] if *line != wanted => Some(
                            "it changes the URL, such as the query after the `?`: give the client the URL as it is",
                        ),
                        [_, _, ..] => Some("it sends more than one request"),
                        _ => None,
                    };
                    report.looks_as_if_any(cause).fail(&recording);
                }
            }
        });
    }

    #[test]
    fn gives_every_body_unchanged() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let text = format!("{} \u{e4}\u{20ac}\u{1f980}\0", draw.word(5..=9));
            let length = draw.usize(3_000_000..=4_000_000);
            let long: Vec<u8> = text.bytes().cycle().take(length).collect();
            // Each chunk has one byte.
            let chunks = text.bytes().flat_map(|byte| [b"1\r\n", &[byte][..], b"\r\n"].concat()).collect::<Vec<u8>>();
            let head = "HTTP/1.1 200 OK\r\nConnection: close\r\n";
            let chunked = [head, "Transfer-Encoding: chunked\r\n\r\n"].concat().into_bytes();
            let to_the_end = [head, "\r\n", &text].concat();
            let blank = format!("\r\n \t{text}\r\n\r\n ");
            let invalid = [b"\xff\xfe ", text.as_bytes(), b" \xe2\x82"].concat();
            let mut cases: Vec<(&str, Answer, Vec<u8>)> = vec![
                ("of no bytes", Answer::with_body(200, "", ""), Vec::new()),
                ("with blanks at its ends", Answer::with_body(200, "", &blank), blank.clone().into()),
                ("that is no UTF-8", Answer::with_body(200, "", &invalid), invalid.clone()),
                ("of many bytes", Answer::with_body(200, "", &long), long.clone()),
                (
                    "in chunks of a byte",
                    Answer::raw([&chunked, &chunks, &b"0\r\n\r\n"[..]].concat()),
                    text.clone().into(),
                ),
                ("of no chunks", Answer::raw([&chunked, &b"0\r\n\r\n"[..]].concat()), Vec::new()),
                ("that ends with its connection", Answer::raw(to_the_end), text.clone().into()),
            ];
            for headers in [
                "text/html",
                "application/octet-stream",
                "image/png",
                "text/plain; charset=iso-8859-1",
                "text/plain; charset=utf-16",
                "text/html; charset=windows-1252",
            ] {
                let headers = format!("Content-Type: {headers}\r\n");
                cases.push(("of another type", Answer::with_body(200, &headers, &invalid), invalid.clone()));
            }
            for blank in ["\n", "\r\n", "\r", " ", "\t", "\0", "\u{a0}", "\u{2028}", "\u{feff}"] {
                for text in [format!("{blank}{text}."), format!("{text}{blank}")] {
                    cases.push(("with a blank at one end", Answer::with_body(200, "", &text), text.into()));
                }
            }
            let answers: Vec<Answer> = cases.iter().map(|(_, answer, _)| answer.clone()).collect();
            let server = Raw::start(move |path, _| answers[path.parse::<usize>().unwrap_or(0)].clone()).await;
            let client = client(LONG);
            for (case, (name, _, body)) in cases.iter().enumerate() {
                let wanted = String::from_utf8_lossy(body);
                let fetching = AssertUnwindSafe(fetch(&client, &server.url_of(case))).catch_unwind().await;
                let got = match &fetching {
                    Ok(Ok(got)) if *got == wanted => continue,
                    Ok(Ok(got)) => format!("a text of {} bytes, which begins {}", got.len(), beginning(got)),
                    Ok(Err(error)) => kind(error),
                    Err(panic) => format!("a panic: {}", message(&**panic)),
                };
                let cause = match &fetching {
                    Ok(Ok(got)) if got.trim() == wanted.trim() => Some("it is changed at its ends"),
                    Ok(Ok(got)) if got.is_empty() => Some(NEEDS_NO_LENGTH),
                    Ok(Ok(got)) if wanted.contains(got.as_str()) && got.len() + 4 > wanted.len() => {
                        Some("it is changed at its ends")
                    }
                    Ok(Ok(got)) if wanted.starts_with(got.as_str()) => Some("it is cut off"),
                    Ok(Ok(got)) if got.contains('\u{fffd}') && !wanted.contains('\u{fffd}') => Some(
                        "each chunk is made into text by itself, and a letter of several bytes may stand in two of them",
                    ),
                    Ok(Ok(_)) if *name == "of another type" => {
                        Some("it decodes the bytes as the `Content-Type` says: bytes that are not UTF-8 become U+FFFD")
                    }
                    Err(_) => Some("it does not expect that a body may have any bytes: a panic is no result"),
                    _ => None,
                };
                expected(format!("a body {name}, as text: {} bytes, which begin {}", wanted.len(), beginning(&wanted)))
                    .but(format!("it returned {got}"))
                    .looks_as_if_any(cause)
                    .fail(&recording);
            }
        });
    }

    fn beginning(text: &str) -> String {
        format!("{:?}", text.chars().take(20).collect::<String>())
    }

    #[test]
    fn follows_a_redirect() {
        live(async |recording| {
            let server = Raw::start(|path, _| match path.parse() {
                Ok(status) => Answer::new(status, "Location: /there\r\n"),
                Err(_) => Answer::new(200, ""),
            })
            .await;
            for status in [301, 302, 303, 307, 308] {
                let result = fetch(&client(LONG), &server.url_of(status)).await;
                if outline(&result) != "\"hello\"" {
                    expected(format!("for status {status}: the body of the page that it redirects to"))
                        .but(format!("it returned {}", outline(&result)))
                        .looks_as_if("it does not accept the page of a redirect, which the client follows by itself")
                        .fail(&recording);
                }
            }
            // The client decides how many redirects it follows.
            let server = Raw::start(|path, _| match path.parse::<u32>() {
                Ok(left @ 1..) => Answer::new(302, &format!("Location: /{}\r\n", left - 1)),
                _ => Answer::new(200, ""),
            })
            .await;
            for (what, policy, redirects, wanted) in [
                ("none", Policy::none(), 1, "Status 302"),
                ("two", Policy::limited(2), 2, "\"hello\""),
                ("two", Policy::limited(2), 3, "Request"),
                ("twenty", Policy::limited(20), 15, "\"hello\""),
            ] {
                let client = Client::builder().no_proxy().redirect(policy).build().expect("the client can be built");
                let got = outline(&fetch(&client, &server.url_of(redirects)).await);
                if got != wanted {
                    expected(format!(
                        "a client that follows {what}, and a URL that redirects {}: {wanted}",
                        count(redirects, "time", "times")
                    ))
                    .but(format!("it returned {got}"))
                    .looks_as_if(
                        "it follows redirects itself, or asks another client to do it: the client does that, or not",
                    )
                    .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn looks_at_the_status_before_the_body() {
        live(async |recording| {
            let url = raw("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 1000\r\n\r\nNot whole");
            let result = fetch(&client(LONG), &url).await;
            assert_kind(&recording, &result, "Status 503", "status 503 with a body that breaks off");
            let server = Raw::start(|_, _| Answer::without_end(503)).await;
            let (client, url) = (client(LONG), server.url_of("endless"));
            let Some(result) = server.to_the_end(pin!(fetch(&client, &url))).await else {
                still_waits(&recording, 503)
            };
            assert_kind(&recording, &result, "Status 503", "status 503 with a body that does not end");
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
                    .looks_as_if("it does not pass the headers of the response to `retry_after`")
                    .fail(&recording),
                result => assert_kind(&recording, &result, "Status 429", "status 429"),
            }
            let mut draw = Draw::of_test();
            let seconds = draw.within(100_000..=200_000);
            let forms = [
                (format!("Retry-After: {seconds}\r\n"), Some(Duration::from_secs(seconds))),
                (format!("Retry-After: {}\r\n", u64::MAX), Some(Duration::from_secs(u64::MAX))),
                ("Retry-After: 0\r\n".to_owned(), Some(Duration::ZERO)),
                ("Retry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n".to_owned(), Some(Duration::ZERO)),
                ("Retry-After: Friday, 31-Dec-99 23:59:59 GMT\r\n".to_owned(), Some(Duration::ZERO)),
                ("Retry-After: soon\r\n".to_owned(), None),
                ("Retry-After: -7\r\n".to_owned(), None),
                ("Retry-After: 7.5\r\n".to_owned(), None),
                ("Retry-After: 7s\r\n".to_owned(), None),
                ("Retry-After: \r\n".to_owned(), None),
                ("Retry-After: 99999999999999999999\r\n".to_owned(), None),
                ("Retry-After: 7\r\nRetry-After: 9\r\n".to_owned(), Some(Duration::from_secs(7))),
                ("X-RateLimit-Reset: 7\r\nRateLimit: limit=1, reset=7\r\n".to_owned(), None),
                (String::new(), None),
            ];
            let headers = forms.clone().map(|(header, _)| header);
            let server =
                Raw::start(move |path, number| Answer::new(path.parse().unwrap_or(500), &headers[number])).await;
            for status in [301, 400, 404, 418, 429, 500, 502, 503, 504, 529] {
                for (header, wanted) in &forms {
                    match fetch(&client(LONG), &server.url_of(status)).await {
                        Err(FetchError::Status { retry_after, .. }) if retry_after == *wanted => {}
                        Err(FetchError::Status { retry_after, .. }) => {
                            let header = if header.is_empty() { "no `Retry-After`" } else { header.trim_end() };
                            expected(format!("for status {status} and {header:?} `retry_after` is {wanted:?}"))
                                .but(format!("it is {retry_after:?}"))
                                .looks_as_if(
                                    "it reads the header itself, or only for some statuses: pass the headers of each \
                                     response to `retry_after`",
                                )
                                .fail(&recording)
                        }
                        result => assert_kind(&recording, &result, &format!("Status {status}"), "such a status"),
                    }
                }
            }
            // A date to come: nobody knows the time to the nanosecond.
            let date = httpdate::fmt_http_date(SystemTime::now() + 10 * DAY);
            let answer = Answer::new(503, &format!("Retry-After: {date}\r\n"));
            let server = Raw::start(move |_, _| answer.clone()).await;
            let result = fetch(&client(LONG), &server.url_of("later")).await;
            let after = match &result {
                Err(FetchError::Status { retry_after, .. }) => *retry_after,
                _ => None,
            };
            if after.is_none_or(|after| after > 10 * DAY || after < 9 * DAY) {
                expected(format!("for `Retry-After: {date}`, in ten days, `retry_after` is nearly ten days"))
                    .but(format!("it is {after:?}"))
                    .looks_as_if(
                        "it reads the header itself: pass the headers to `retry_after`, which knows dates, too",
                    )
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn no_answer_in_time_is_a_timeout() {
        live(async |recording| {
            let result = fetched_too_late(&recording, Behavior::failing(Fault::NoAnswer), LONG).await;
            assert_kind(&recording, &result, "Timeout", "a server that never responds");
        });
    }

    #[test]
    fn waits_as_long_as_the_client() {
        live(async |recording| {
            let result = fetched_too_late(&recording, Behavior::failing(Fault::NoAnswer), draw_days()).await;
            assert_kind(&recording, &result, "Timeout", "a server that never responds");
        });
    }

    #[test]
    fn waits_for_a_body_as_long_as_the_client() {
        live(async |recording| {
            let behavior = Behavior::failing(Fault::EndlessBody).bandwidth(1000);
            let result = fetched_too_late(&recording, behavior, draw_days()).await;
            assert_kind(&recording, &result, "Timeout", "a body that never ends");
        });
    }

    #[test]
    fn any_timeout_of_the_client_is_a_timeout() {
        live(async |recording| {
            let _clock = StoppedClock::stop();
            let (_never, gate) = oneshot::channel();
            let silent = Answer { gate: Some(gate.shared()), ..Answer::raw("") };
            for (name, answer) in [("before the response", silent), ("in the body", Answer::without_end(200))] {
                let server = Raw::start(move |_, _| answer.clone()).await;
                let client =
                    Client::builder().no_proxy().read_timeout(SECOND).build().expect("the client can be built");
                let url = server.url_of("late");
                let mut fetching = pin!(fetch(&client, &url));
                let mut result = server.until(fetching.as_mut(), "late", 1).await;
                if result.is_none() {
                    tokio::time::advance(2 * SECOND).await;
                    result = server.to_the_end(fetching).await;
                }
                let situation = format!("a client whose read timeout expires {name}");
                match result {
                    Some(result) => assert_kind(&recording, &result, "Timeout", &situation),
                    None => expected(format!("for {situation}: Timeout"))
                        .but("it was still waiting")
                        .without_picture()
                        .fail(&recording),
                }
            }
        });
    }

    #[test]
    fn a_connection_that_takes_too_long_is_a_timeout() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let second = draw.duration(SECOND..=2 * SECOND);
            for (name, client) in [
                ("timeout", Lookups::default().client_with(|builder| builder.timeout(second))),
                ("connect timeout", Lookups::default().client_with(|builder| builder.connect_timeout(second))),
            ] {
                let result = fetch(&client, &on_hosts([1])[0]).await;
                assert_kind(
                    &recording,
                    &result,
                    "Timeout",
                    &format!("a {name} that expires before there is a connection"),
                );
            }
        });
    }

    #[test]
    fn a_body_that_does_not_end_in_time_is_a_timeout() {
        live(async |recording| {
            let behavior = Behavior::failing(Fault::EndlessBody).bandwidth(1000);
            let result = fetched_too_late(&recording, behavior, LONG).await;
            assert_kind(&recording, &result, "Timeout", "a body that never ends");
        });
    }

    #[test]
    fn no_connection_is_a_connection_error() {
        live(async |recording| {
            let result = fetched(Some(Fault::ConnectionReset)).await;
            assert_kind(&recording, &result, "Connection", "a connection that is reset");
            let nobody = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a free port");
            let result = fetch(&client(LONG), &format!("http://{nobody}/")).await;
            assert_kind(&recording, &result, "Connection", "a port where nobody listens");
            let nowhere = Lookups::that_take(Duration::ZERO).client();
            let result = fetch(&nowhere, &on_hosts([1])[0]).await;
            assert_kind(&recording, &result, "Connection", "a host that does not exist");
            let answers = [
                ("a server that closes the connection", ""),
                ("a response that is no HTTP", "HELLO\r\n\r\n"),
                ("half a head", "HTTP/1.1 200 OK\r\nContent-"),
                ("a status that is no number", "HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n"),
            ];
            let server = Raw::start(move |path, _| Answer::raw(answers[path.parse::<usize>().unwrap_or(0)].1)).await;
            for (case, (situation, _)) in answers.iter().enumerate() {
                let result = fetch(&client(LONG), &server.url_of(case)).await;
                assert_kind(&recording, &result, "Connection", situation);
                assert_one_request(&recording, server.requests(case), situation);
            }
        });
    }

    #[test]
    fn half_a_body_is_a_body_error() {
        live(async |recording| {
            let result = fetched(Some(Fault::HalfBody)).await;
            assert_kind(&recording, &result, "Body", "a body that breaks off");
            let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n";
            let answers = [
                ("a body whose last chunk is missing", head.to_owned()),
                ("a body with half a chunk", format!("{head}5\r\nhe")),
                ("a chunk whose length is no number", format!("{head}x\r\nhello\r\n0\r\n\r\n")),
            ];
            let bytes = answers.clone().map(|(_, bytes)| bytes);
            let server = Raw::start(move |path, _| Answer::raw(&*bytes[path.parse::<usize>().unwrap_or(0)])).await;
            for (case, (situation, _)) in answers.iter().enumerate() {
                let result = fetch(&client(LONG), &server.url_of(case)).await;
                assert_kind(&recording, &result, "Body", situation);
                assert_one_request(&recording, server.requests(case), situation);
            }
            // More than any memory has room for.
            for announced in [1_u64 << 63, (1 << 63) + (1 << 62), 1 << 60] {
                let body = format!("HTTP/1.1 200 OK\r\nContent-Length: {announced}\r\n\r\nhello");
                let server = Raw::start(move |_, _| Answer::raw(&*body)).await;
                let (client, url) = (client(LONG), server.url_of("long"));
                let situation = format!("a body of five bytes, of which {announced} were announced");
                match AssertUnwindSafe(fetch(&client, &url)).catch_unwind().await {
                    Ok(result) => assert_kind(&recording, &result, "Body", &situation),
                    Err(panic) => expected(format!("for {situation}: Body"))
                        .but(format!("it panicked: {}", message(&*panic)))
                        .looks_as_if(
                            "it reserves as much memory as `Content-Length` says, and a server may say anything: take what \
                             comes",
                        )
                        .fail(&recording),
                }
            }
        });
    }

    #[test]
    fn what_is_no_request_is_told_apart() {
        live(async |recording| {
            let result = fetch(&client(LONG), "posts/3").await;
            assert_kind(&recording, &result, "Request", "`posts/3`, which is not a URL");
            for url in
                ["", " ", "http://", "//127.0.0.1/", "http://[::1", "ftp://127.0.0.1/", "mailto:a@b.test", "file:///"]
            {
                let result = fetch(&client(LONG), url).await;
                assert_kind(&recording, &result, "Request", &format!("`{url}`, which is not the URL of a web page"));
            }
            let answer = "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            let result = fetch(&client(LONG), &raw_again_and_again(answer)).await;
            assert_kind(&recording, &result, "Request", "a page that redirects to itself");
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
            let foreign = requests.iter().find(|request| request.user_agent() != Some("streamlings"));
            let connections = server.connections().accepted;
            if let Some(foreign) = foreign {
                let agent = foreign.user_agent().unwrap_or("none");
                expected("each request comes from the given client, whose User-Agent is `streamlings`")
                    .but(format!("there was one with the User-Agent {agent}"))
                    .looks_as_if("it makes a client of its own, without the configuration of the given one")
                    .fail(&recording);
            }
            if connections != 1 || requests.len() != 3 {
                let cause =
                    (requests.len() == 3).then_some("it makes a client for each request, so no connection is reused");
                let report = expected("three requests, one after the other, share one connection")
                    .but(format!("the server saw {} requests, and {connections} connections", requests.len()));
                report.looks_as_if_any(cause).fail(&recording);
            }
            let (server, agent) = (start(Config::new()), Draw::of_test().word(12..=16));
            let _ = fetch(&client_named(&agent), &server.url_of("/posts/3")).await;
            assert_client(&recording, &server, &agent);
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

    #[test]
    fn dropped_in_the_body_it_gives_up_the_request() {
        live(async |recording| {
            let server = start(Config::new().path("/posts/3", Behavior::failing(Fault::EndlessBody).bandwidth(1000)));
            let (client, url) = (client(LONG), server.url_of("/posts/3"));
            let mut fetching = Box::pin(fetch(&client, &url));
            until_in_flight(&recording, &server, fetching.as_mut(), 1).await;
            drop(fetching);
            assert_given_up(&recording, &server, 1).await;
        });
    }

    /// Starts a server that answers one request with these bytes and closes the connection. Returns its URL.
    fn raw(answer: &'static str) -> String {
        raw_times(answer, 1)
    }

    /// Serves like [`raw`], for more requests than a client sends when it follows redirects.
    fn raw_again_and_again(answer: &'static str) -> String {
        raw_times(answer, 100)
    }

    fn raw_times(answer: &'static str, times: usize) -> String {
        let socket = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = socket.local_addr().expect("it has an address");
        thread::spawn(move || {
            for client in socket.incoming().take(times) {
                let Ok(mut client) = client else { return };
                let mut request = Vec::new();
                let mut byte = [0];
                while !request.ends_with(b"\r\n\r\n") && client.read(&mut byte).is_ok_and(|read| read == 1) {
                    request.push(byte[0]);
                }
                // An error means that the client has left already.
                let _ = client.write_all(answer.as_bytes());
            }
        });
        format!("http://{address}/")
    }

    #[test]
    fn wakes_the_task_that_polled_it_last() {
        paused(async |recording| {
            let client = Lookups::that_take(SECOND).client();
            let result = woken(fetch(&client, &on_hosts([1])[0])).await;
            assert_kind(&recording, &result, "Connection", "a host that does not exist");
        });
    }

    #[test]
    fn takes_a_url_in_any_form() {
        live(async |recording| {
            let server = Raw::start(|_, _| Answer::new(200, "")).await;
            let client = client(LONG);
            let here = server.url.strip_prefix("http://").unwrap_or_default();
            for (url, wanted) in [
                (format!("HTTP://{here}/a"), "/a"),
                (format!("Http://{here}"), "/"),
                (format!("http://{here}?a=1"), "/?a=1"),
                (format!("http://{here}/a#part"), "/a"),
                (format!("http://me:secret@{here}/a"), "/a"),
                (format!("http://{here}/a/../b/./c"), "/b/c"),
                (format!("http://{here}/a b\u{e9}"), "/a%20b%C3%A9"),
                (format!("  http://{here}/a\n"), "/a"),
            ] {
                let got = outline(&fetch(&client, &url).await);
                let lines = std::mem::take(&mut server.seen().lines);
                if got != "\"hello\"" || lines != [format!("GET {wanted} HTTP/1.1")] {
                    expected(format!("for the URL {url:?}, which the client understands: `GET {wanted} HTTP/1.1`"))
                        .but(format!("the server saw {lines:?}, and it returned {got}"))
                        .looks_as_if("it looks at the URL, or changes it: give the client the URL as it is")
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn calls_do_not_wait_for_each_other() {
        paused(async |recording| {
            assert_side_by_side(&recording, async |client, url| drop(fetch(client, url).await)).await;
        });
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
    fn goes_on_after_each_kind_of_failure() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let mixture = Mixture::draw(&mut draw);
            for (urls, wanted) in mixture.orders(&mut draw) {
                let results = fetch_in_turn(&client(LONG), &urls).await;
                assert_results(&recording, &results, &wanted);
            }
        });
    }

    #[test]
    fn uses_the_client_that_it_is_given() {
        live(async |recording| {
            let (server, agent) = (start(Config::new()), Draw::of_test().word(12..=16));
            fetch_in_turn(&client_named(&agent), &urls(&server, 1..=3)).await;
            assert_client(&recording, &server, &agent);
        });
    }

    #[test]
    fn asks_for_one_at_a_time() {
        live(async |recording| {
            let server = holding(&recording);
            let (client, urls) = (client(LONG), urls(&server, 1..=4));
            let results = stepwise(&server, fetch_in_turn(&client, &urls), 1, |counts| {
                if counts.in_flight > 1 {
                    expected("it sends the next request when the response before has come")
                        .but(format!("{} were in flight at the same time", counts.in_flight))
                        .looks_as_if(
                            "the fetches are polled together, or spawned: await each before the next one starts",
                        )
                        .fail(&recording);
                }
            })
            .await;
            assert_results(&recording, &results, &["post 1", "post 2", "post 3", "post 4"]);
        });
    }

    #[test]
    fn asks_for_one_at_a_time_however_many_there_are() {
        paused(async |recording| {
            let lookups = Lookups::default();
            let (client, all) = (lookups.client(), Draw::of_test().usize(300..=400));
            let urls = on_hosts(0..all);
            let mut fetching = pin!(fetch_in_turn(&client, &urls));
            for host in 0..all {
                let early = until_idle(fetching.as_mut()).await;
                let in_flight = lookups.in_flight();
                if in_flight != 1 || early.is_some() {
                    let report = expected(format!("of {all} requests, one is in flight after {host} have ended"))
                        .but(format!("there were {in_flight}"))
                        .without_picture();
                    let cause = (in_flight > 1).then_some("it sends several requests at a time if there are many");
                    report.looks_as_if_any(cause).fail(&recording);
                }
                lookups.end(host);
            }
            let results = until_idle(fetching).await.unwrap_or_default();
            if results.len() != all {
                expected(format!("{all} results")).but(format!("there were {}", results.len())).fail(&recording);
            }
        });
    }

    #[test]
    fn takes_any_number_of_urls() {
        paused(async |recording| {
            let all = Draw::of_test().usize(20_000..=25_000);
            // They fail at once, since no request can be made for them.
            let urls: Vec<String> = (0..all).map(|url| url.to_string()).collect();
            let results = fetch_in_turn(&client(LONG), &urls).await;
            if results.len() != all {
                expected(format!("{all} results"))
                    .but(format!("there were {}", results.len()))
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn waits_for_the_end_of_each_body() {
        live(async |recording| {
            let server =
                Raw::start(|path, _| if path == "0" { Answer::without_end(200) } else { Answer::new(200, "") }).await;
            let (client, urls) = (client(LONG), [server.url_of(0), server.url_of(1)]);
            let mut fetching = pin!(fetch_in_turn(&client, &urls));
            let _ = select(fetching.as_mut(), pin!(server.settled())).await;
            let _ = select(fetching, pin!(server.settled())).await;
            if server.requests(1) != 0 {
                expected("it sends the second request when the first body has come to its end")
                    .but("the first body never ends, and there was a second request")
                    .looks_as_if(
                        "it waits for only the heads of the responses: a fetch has succeeded when its body is whole",
                    )
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn does_not_wait_between_two_requests() {
        live(async |recording| {
            let _clock = StoppedClock::stop();
            let later = Fault::TooManyRequests { retry_after: RetryAfter::Seconds(100_000) };
            let server = start(
                Config::new()
                    .path("/posts/2", Behavior::failing(Fault::Status(503)))
                    .path("/posts/4", Behavior::failing(later)),
            );
            let (client, urls) = (client(LONG), urls(&server, 1..=5));
            let fetching = pin!(fetch_in_turn(&client, &urls));
            match select(fetching, pin!(server.reaches(|_| false))).await {
                Either::Left((results, _)) => {
                    assert_results(&recording, &results, &["post 1", "Status 503", "post 3", "Status 429", "post 5"]);
                }
                Either::Right((counts, _)) => {
                    let (Ok(counts) | Err(counts)) = counts;
                    expected("it sends the next request at once when the one before has ended")
                        .but(format!("{} of 5 requests came while tokio's clock stood still", counts.started))
                        .looks_as_if("it waits on the clock between two requests, or after the last one")
                        .fail(&recording)
                }
            }
        });
    }

    #[test]
    fn fetches_a_url_again_that_is_there_twice() {
        live(async |recording| {
            assert_fetched_three_times(&recording, async |client, urls| fetch_in_turn(client, &urls).await).await;
        });
    }

    #[test]
    fn fetches_a_url_again_whatever_came_of_it() {
        live(async |recording| {
            assert_fetched_after_failures(&recording, async |client, urls| fetch_in_turn(client, &urls).await).await;
        });
    }

    #[test]
    fn fetches_a_url_again_that_has_timed_out() {
        paused(async |recording| {
            assert_fetched_after_timeouts(&recording, 3, async |client, urls| fetch_in_turn(client, &urls).await).await;
        });
    }

    #[test]
    fn ends_as_fetch_does() {
        live(async |recording| {
            assert_ends_like_fetch(&recording, false, async |client, url| {
                fetch_in_turn(client, &[url.to_owned()]).await
            })
            .await;
        });
    }

    #[test]
    fn waits_as_long_as_the_client() {
        paused_for(40 * DAY, async |recording| {
            assert_waits_for_the_client(&recording, Duration::ZERO, async |client, url| {
                after_a_failure(outlines(&fetch_in_turn(client, &[NO_URL.to_owned(), url]).await))
            })
            .await;
        });
    }

    #[test]
    fn waits_for_nothing_whatever_has_come() {
        live(async |recording| {
            assert_no_waits(&recording, async |client, urls| fetch_in_turn(client, &urls).await).await;
        });
    }

    #[test]
    fn wakes_the_task_that_polled_it_last() {
        paused(async |recording| {
            let client = Lookups::that_take(SECOND).client();
            let results = woken(fetch_in_turn(&client, &on_hosts(0..5))).await;
            assert_hosts(&recording, results.iter().map(|result| result.as_ref().err()), 0..5);
        });
    }

    #[test]
    fn dropped_half_way_it_gives_up_its_request() {
        live(async |recording| {
            let (server, client) = (half_held().await, client(LONG));
            let urls = ["good", "bad", "held1", "held2"].map(|path| server.url_of(path));
            assert_dropped_half_way(&recording, &server, fetch_in_turn(&client, &urls), 1).await;
        });
    }

    #[test]
    fn dropped_it_gives_up_its_request_and_sends_no_more() {
        live(async |recording| {
            let server = holding(&recording);
            let (client, urls) = (client(LONG), urls(&server, 1..=4));
            let mut fetching = Box::pin(fetch_in_turn(&client, &urls));
            until_in_flight(&recording, &server, fetching.as_mut(), 1).await;
            drop(fetching);
            assert_given_up(&recording, &server, 1).await;
        });
    }

    #[test]
    fn without_urls_it_gives_nothing() {
        live(async |recording| {
            let results = fetch_in_turn(&client(LONG), &[]).await;
            assert_results(&recording, &results, &[""; 0]);
        });
    }

    #[test]
    fn goes_on_after_any_status() {
        live(async |recording| {
            assert_every_status(&recording, async |client, urls| fetch_in_turn(client, &urls).await).await;
        });
    }

    #[test]
    fn calls_do_not_wait_for_each_other() {
        paused(async |recording| {
            assert_side_by_side(&recording, async |client, url| drop(fetch_in_turn(client, &[url.to_owned()]).await))
                .await;
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
            // More than any limit that an answer might set. A picture with so many lanes would be too long.
            let server = start(Config::new().route(Route::Posts, Behavior::holding()));
            assert_all_in_flight(&recording, &server, 60).await;
        });
    }

    /// Fetches `posts` posts from a server that holds its requests, and asserts that all requests are in flight.
    async fn assert_all_in_flight(
        recording: &Recording,
        server: &ApiServer,
        posts: usize,
    ) -> Vec<Result<String, FetchError>> {
        let (client, urls, all) = (client(LONG), urls(server, 1..=posts), posts as u64);
        let mut seen = Vec::new();
        let results = stepwise(server, fetch_all(&client, &urls), all, |counts| seen.push(counts.in_flight)).await;
        let first_seen = seen.first().copied().unwrap_or_default();
        if first_seen != all {
            let cause = match first_seen {
                0 => None,
                1 if seen.get(1).is_some_and(|seen| *seen > 1) => {
                    Some("it waits for the first response before it sends the others")
                }
                1 => Some("it awaits each future before it polls the next one: making a future does not start it"),
                _ if first_seen < all => Some("it sends them in chunks, or with a limit"),
                _ => None,
            };
            let report = expected(format!("for {all} URLs, {all} requests are in flight before the first response"))
                .but(format!("the server saw {first_seen}, and no other until it responded"));
            report.looks_as_if_any(cause).fail(recording);
        }
        results
    }

    #[test]
    fn gives_the_results_in_the_order_of_the_urls() {
        live(async |recording| {
            // The server responds to the first URL last.
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
            let mut draw = Draw::of_test();
            let mixture = Mixture::draw(&mut draw);
            for (urls, wanted) in mixture.orders(&mut draw) {
                let results = fetch_all(&client(LONG), &urls).await;
                assert_results(&recording, &results, &wanted);
            }
            assert_results(&recording, &fetch_all(&client(LONG), &[]).await, &[""; 0]);
        });
    }

    #[test]
    fn sends_any_number_of_requests_at_the_same_time() {
        paused(async |recording| {
            let lookups = Lookups::default();
            let mut draw = Draw::of_test();
            let (client, all) = (lookups.client(), draw.usize(5100..=5500));
            let mut urls = on_hosts(1..=all);
            // No request can be made for these, and they change nothing for the others.
            let invalid: Vec<String> = draw.list(5, |draw| draw.word(5..=9));
            for url in invalid {
                urls.insert(draw.usize(0..=all), url);
            }
            let mut fetching = pin!(fetch_all(&client, &urls));
            let early = until_idle(fetching.as_mut()).await;
            let in_flight = lookups.in_flight();
            if in_flight != all || early.is_some() {
                let report = expected(format!(
                    "for {all} URLs, and five that are invalid, {all} requests are in flight before the first response"
                ))
                .but(format!("there were {in_flight}"))
                .without_picture();
                let cause = match in_flight {
                    _ if early.is_some() => None,
                    0 | 1 => Some(
                        "it sends them one after the other, perhaps only if there are very many, or an invalid one",
                    ),
                    _ => Some("it sends them in chunks, or with a limit"),
                };
                report.looks_as_if_any(cause).fail(&recording);
            }
            lookups.end_all();
            let results = until_idle(fetching).await.unwrap_or_default();
            if results.len() != all + 5 {
                expected(format!("{} results", all + 5)).but(format!("there were {}", results.len())).fail(&recording);
            }
        });
    }

    #[test]
    fn uses_the_client_that_it_is_given() {
        live(async |recording| {
            let (server, agent) = (start(Config::new()), Draw::of_test().word(12..=16));
            fetch_all(&client_named(&agent), &urls(&server, 1..=3)).await;
            assert_client(&recording, &server, &agent);
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
                expected(format!("it waits for the second URL until the client's timeout of {LONG:?}"))
                    .but(format!("a second before that it returned {}", outlines(&results)))
                    .looks_as_if(if results.iter().all(|result| matches!(result, Err(FetchError::Timeout))) {
                        "it sets one timeout of its own, around all fetches"
                    } else {
                        "it does not wait for the end, or it sets a timeout of its own"
                    })
                    .fail(&recording);
            }
            match to_the_end(&server, fetching, 2 * SECOND).await {
                Some(results) => assert_results(&recording, &results, &["post 1", "Timeout", "post 3"]),
                None => expected(format!("it ends with the client's timeout of {LONG:?}"))
                    .but("a second after that it was still waiting")
                    .fail(&recording),
            }
        });
    }

    #[test]
    fn fetches_a_url_again_that_is_there_twice() {
        live(async |recording| {
            assert_fetched_three_times(&recording, async |client, urls| fetch_all(client, &urls).await).await;
        });
    }

    #[test]
    fn fetches_a_url_again_whatever_came_of_it() {
        live(async |recording| {
            assert_fetched_after_failures(&recording, async |client, urls| fetch_all(client, &urls).await).await;
        });
    }

    #[test]
    fn fetches_a_url_again_that_has_timed_out() {
        paused(async |recording| {
            assert_fetched_after_timeouts(&recording, 1, async |client, urls| fetch_all(client, &urls).await).await;
        });
    }

    #[test]
    fn ends_as_fetch_does() {
        live(async |recording| {
            assert_ends_like_fetch(&recording, false, async |client, url| fetch_all(client, &[url.to_owned()]).await)
                .await;
        });
    }

    #[test]
    fn waits_as_long_as_the_client() {
        paused_for(40 * DAY, async |recording| {
            assert_waits_for_the_client(&recording, Duration::ZERO, async |client, url| {
                after_a_failure(outlines(&fetch_all(client, &[NO_URL.to_owned(), url]).await))
            })
            .await;
        });
    }

    #[test]
    fn each_result_has_the_place_of_its_url() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (lookups, all) = (Lookups::default(), draw.usize(40..=60));
            let client = lookups.client();
            let (urls, mut order) = (on_hosts(0..all), (0..all).collect::<Vec<usize>>());
            draw.shuffle(&mut order);
            let mut fetching = pin!(fetch_all(&client, &urls));
            let mut results = until_idle(fetching.as_mut()).await;
            for host in order {
                lookups.end(host);
                if results.is_none() {
                    results = until_idle(fetching.as_mut()).await;
                }
            }
            let results = results.unwrap_or_default();
            assert_hosts(&recording, results.iter().map(|result| result.as_ref().err()), 0..all);
        });
    }

    #[test]
    fn a_timeout_ends_no_other_fetch() {
        live(async |recording| {
            let times = UnequalTimes::start().await;
            let (client, urls) = (times.client.clone(), times.urls.clone());
            let results = times.assert_waits(&recording, fetch_all(&client, &urls)).await;
            assert_results(&recording, &results, &["Timeout", "\"hello\""]);
        });
    }

    #[test]
    fn wakes_the_task_that_polled_it_last() {
        paused(async |recording| {
            let client = Lookups::that_take(SECOND).client();
            let results = woken(fetch_all(&client, &on_hosts(0..5))).await;
            assert_hosts(&recording, results.iter().map(|result| result.as_ref().err()), 0..5);
        });
    }

    #[test]
    fn dropped_half_way_it_gives_up_the_others() {
        live(async |recording| {
            let (server, client) = (half_held().await, client(LONG));
            let urls = ["held1", "good", "bad", "held2", "closed", "held3"].map(|path| server.url_of(path));
            assert_dropped_half_way(&recording, &server, fetch_all(&client, &urls), 3).await;
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

    #[test]
    fn any_status_has_its_result() {
        live(async |recording| {
            assert_every_status(&recording, async |client, urls| fetch_all(client, &urls).await).await;
        });
    }

    #[test]
    fn calls_do_not_wait_for_each_other() {
        paused(async |recording| {
            assert_side_by_side(&recording, async |client, url| drop(fetch_all(client, &[url.to_owned()]).await)).await;
        });
    }
}

mod fetch_bounded {
    use super::*;
    use ::concurrent_fetch::fetch_bounded;
    use std::cell::Cell;
    use std::iter;
    use std::panic::AssertUnwindSafe;

    fn limit(limit: usize) -> NonZeroUsize {
        NonZeroUsize::new(limit).expect("a limit is not zero")
    }

    /// Returns the results without the indices.
    async fn results(
        client: &Client,
        urls: impl IntoIterator<Item = String>,
        places: usize,
    ) -> Vec<Result<String, FetchError>> {
        fetch_bounded(client, urls, limit(places)).map(|(_, result)| result).collect().await
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
                    4 => "it starts one more when the limit is reached already: `<=` in place of `<`",
                    _ => "the limit applies to something else than the requests, or to nothing",
                };
                expected("at most 3 requests in flight")
                    .but(format!("there were {more}"))
                    .looks_as_if(cause)
                    .fail(&recording);
            }
            if seen.first() != Some(&3) {
                let first_seen = seen.first().copied().unwrap_or_default();
                let cause = (first_seen == 1).then_some("it awaits each future before it polls the next one");
                let report = expected("3 requests are in flight before the first response")
                    .but(format!("the server saw {first_seen}, and no other until it responded"));
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
            // The server holds the first request all the time, and responds to the others at once.
            let server = start(Config::new().record(&recording).path("/posts/1", Behavior::holding()));
            let (client, urls) = (client(LONG), urls(&server, 1..=6));
            let mut results = pin!(fetch_bounded(&client, urls, limit(2)));
            for _ in 0..5 {
                match select(results.next(), pin!(server.settled())).await {
                    Either::Left(_) => {}
                    Either::Right((counts, _)) => {
                        let answered = count(counts.answered, "of the five was", "of the five were");
                        expected("while the first URL is held, the other slot serves the five others, one by one")
                            .but(format!("{answered} answered, and then nothing happened any more"))
                            .looks_as_if(
                                "a finished fetch keeps its slot until a slower one is done: because the URLs are \
                                 fetched in chunks, or because the results are kept in order, as by `buffered`",
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
                    Either::Right(_) if got.is_empty() => expected("it yields a result as soon as it is there")
                        .but("two were there, and it yielded none while the first URL was held")
                        .looks_as_if("the results are kept in order, or collected first")
                        .fail(&recording),
                    Either::Left((None, _)) | Either::Right(_) => break,
                }
            }
            server.release_waiting();
            while let Some(result) = results.next().await {
                got.push(result);
            }
            let held_at_last = got.last().is_some_and(|(_, result)| post(result) == Some(8));
            let mut lines: Vec<String> =
                got.iter().map(|(index, result)| format!("{index}: {}", outline(result))).collect();
            if got.len() == 3 {
                lines[..2].sort();
            }
            if lines != ["1: Status 404", "2: post 4", "0: post 8"] {
                let indices: Vec<usize> = got.iter().map(|(index, _)| *index).collect();
                let cause = if got.len() == 3 && indices == [0, 1, 2] && held_at_last {
                    Some("it numbers the results as they come: number the URLs before you fetch them")
                } else if indices.contains(&3) {
                    Some("it counts from one, but the index of the first URL is 0")
                } else if got.iter().any(|(_, result)| result.as_ref().is_ok_and(String::is_empty)) {
                    Some("an error is replaced by an empty text")
                } else if got.len() == 2 && got.iter().all(|(_, result)| result.is_ok()) {
                    Some("failures are left out: a failure is a result, too")
                } else if !held_at_last {
                    Some("it ends at a failure, and loses the requests in flight")
                } else {
                    None
                };
                let report = expected("the results `1: Status 404` and `2: post 4`, and then `0: post 8`")
                    .but(format!("they are {}", lines.join(", ")));
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
            // It reports no length: `collect` would refuse an iterator that is known to be endless.
            let endless = iter::from_fn(|| {
                pulled.set(pulled.get() + 1);
                if pulled.get() > 1000 {
                    too_many(&recording, pulled.get());
                }
                Some(server.url_of(&path(pulled.get() % 100 + 1)))
            });
            let mut results = pin!(fetch_bounded(&client, endless, limit(2)));
            if pulled.get() != 0 {
                expected("it pulls no URL before the first poll")
                    .but(format!("it pulled {}", count(pulled.get() as u64, "URL", "URLs")))
                    .looks_as_if("the body of the function pulls: only code inside the stream waits for the first poll")
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
            "the URLs are collected, or spawned, before the limit applies: an endless source would never end"
        } else {
            "it pulls a URL and then waits for room for its request: wait for the room first"
        };
        expected("it pulls 2 URLs when there is room for 2 requests")
            .but(format!("it pulled {pulled}"))
            .looks_as_if(cause)
            .fail(recording)
    }

    #[test]
    fn starts_one_fetch_for_each_that_ends() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let lookups = Lookups::default();
            let (client, places) = (lookups.client(), draw.usize(30..=60));
            let pulled = Cell::new(0);
            let urls = on_hosts(0..5 * places).into_iter().inspect(|_| pulled.set(pulled.get() + 1));
            let mut results = pin!(fetch_bounded(&client, urls, limit(places)));
            let _ = until_idle(results.next()).await;
            let mut held: Vec<usize> = (0..places).collect();
            for ended in 0..5 * places {
                let (in_flight, pulled) = (lookups.in_flight(), pulled.get());
                let (wanted, of_urls) = (places.min(5 * places - ended), (places + ended).min(5 * places));
                if in_flight != wanted || pulled != of_urls {
                    let cause = match in_flight {
                        _ if in_flight > wanted => "it starts more than one fetch for each one that ends",
                        _ if pulled > of_urls => "it pulls a URL before there is room for its request",
                        _ if ended == 0 => "it has a limit of its own",
                        _ => {
                            "a fetch that has ended does not free its place at once: because it failed, or because \
                             several must end before the next ones start"
                        }
                    };
                    expected(format!(
                        "with a limit of {places}, after {} of {} URLs {wanted} requests are in flight, and {of_urls} URLs are pulled",
                        count(ended as u64, "result", "results"),
                        5 * places
                    ))
                    .but(format!("{in_flight} requests are in flight, and {pulled} URLs are pulled"))
                    .looks_as_if(cause)
                    .without_picture()
                    .fail(&recording);
                }
                let index = held.swap_remove(draw.usize(0..=held.len() - 1));
                if places + ended < 5 * places {
                    held.push(places + ended);
                }
                lookups.end(index);
                let got = until_idle(results.next()).await.flatten();
                if !matches!(got, Some((got, Err(FetchError::Connection(_)))) if got == index) {
                    let got = got.map(|(index, result)| format!("{index}: {}", outline(&result)));
                    let cause = (got.is_none() && held.len() < places).then_some(
                        "when no URLs are left, it waits for all requests in flight before it yields a result",
                    );
                    expected(format!("the fetch of URL {index} has failed, and its result comes"))
                        .but(got.map_or("nothing came".to_owned(), |got| format!("what came is {got}")))
                        .looks_as_if_any(cause)
                        .without_picture()
                        .fail(&recording);
                }
                let _ = until_idle(results.next()).await;
            }
        });
    }

    #[test]
    fn has_as_many_in_flight_whatever_has_come() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let kinds = [
                ("200", Answer::new(200, "")),
                ("404", Answer::new(404, "")),
                ("429", Answer::new(429, "")),
                ("429 with a `Retry-After`", Answer::new(429, "Retry-After: 100000\r\n")),
                ("500", Answer::new(500, "")),
                ("503", Answer::new(503, "")),
                ("no response", Answer::raw("")),
                ("half a body", Answer::raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")),
            ];
            let (never, gate) = oneshot::channel::<()>();
            let silent = Answer { gate: Some(gate.shared()), ..Answer::raw("") };
            for (nth, (kind, answer)) in kinds.into_iter().enumerate() {
                let (places, ended) = (draw.usize(4..=9), draw.usize(3..=6));
                let (held, what) = match nth % 2 {
                    0 => (Answer::without_end(200), "whose bodies have no end"),
                    _ => (silent.clone(), "which have no response"),
                };
                let server = Raw::start(move |path, _| if path == "held" { &held } else { &answer }.clone()).await;
                let paths = iter::repeat_n("ended", ended).chain(iter::repeat_n("held", 3 * places));
                let urls: Vec<String> = paths.map(|path| server.url_of(path)).collect();
                let client = client(LONG);
                let mut work = pin!(results(&client, urls, places));
                let early = server.until(work.as_mut(), "held", places).await;
                if early.is_none() {
                    // Time for one too many.
                    let _ = select(work, pin!(server.settled())).await;
                }
                let in_flight = server.requests("held");
                if in_flight != places {
                    let cause = match in_flight {
                        _ if early.is_some() => "it ends before all results are there",
                        _ if in_flight > places => {
                            "a request is in flight until its body is whole, and not only until the response begins"
                        }
                        _ => "it lowers the limit after a result of this kind, or starts the next request later",
                    };
                    expected(format!(
                        "after {} (`{kind}`) and with a limit of {places}, {places} requests are in flight, {what}",
                        count(ended as u64, "result", "results")
                    ))
                    .but(format!("there are {in_flight}"))
                    .looks_as_if(cause)
                    .without_picture()
                    .fail(&recording);
                }
            }
            drop(never);
        });
    }

    #[test]
    fn takes_the_smallest_and_the_largest_limit() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (some, many) = (draw.usize(200..=300), draw.usize(5100..=5500));
            // As a smaller type, some of these are zero or one.
            let large = [8, 16, 31, 32, 48, 63].map(|bits| 1_usize.checked_shl(bits).unwrap_or(usize::MAX));
            let large = large.into_iter().flat_map(|limit| [limit, limit + 1]).map(|limit| (limit, 20));
            for (places, urls) in
                [(1, 20), (some, 2 * some), (some + 20, some), (usize::MAX, many)].into_iter().chain(large)
            {
                let lookups = Lookups::default();
                let client = lookups.client();
                let seen = AssertUnwindSafe(async {
                    let mut results = pin!(fetch_bounded(&client, on_hosts(0..urls), limit(places)));
                    let _ = until_idle(results.next()).await;
                    let in_flight = lookups.in_flight();
                    lookups.end_all();
                    (in_flight, until_idle(results.next()).await.flatten().is_some())
                });
                let report = expected(format!(
                    "with a limit of {places} and {urls} URLs, {} in flight",
                    count(places.min(urls) as u64, "request is", "requests are")
                ));
                match seen.catch_unwind().await {
                    Ok((in_flight, true)) if in_flight == places.min(urls) => {}
                    Ok((in_flight, _)) if in_flight == places.min(urls) => {
                        report.but("the first one ended, and there was no result").without_picture().fail(&recording);
                    }
                    Ok((in_flight, _)) => {
                        let cause = match in_flight {
                            _ if in_flight > places.min(urls) => None,
                            0 | 1 if places > 1 => Some("it converts the limit into a smaller type, or has one of its own"),
                            _ => Some("it has a limit of its own"),
                        };
                        report
                            .but(format!("there were {in_flight}"))
                            .looks_as_if_any(cause)
                            .without_picture()
                            .fail(&recording)
                    }
                    Err(panic) => report
                        .but(format!("it panicked: {}", message(&*panic)))
                        .looks_as_if(
                            "it allocates as much as the limit says, or counts beyond it. A limit may be larger than the \
                             number of URLs, of `Semaphore::MAX_PERMITS`, and of the bytes in memory",
                        )
                        .without_picture()
                        .fail(&recording),
                }
            }
        });
    }

    #[test]
    fn no_kind_of_failure_ends_it() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let mixture = Mixture::draw(&mut draw);
            for (urls, wanted) in mixture.orders(&mut draw) {
                let places = draw.usize(1..=7);
                // The iterator does not know how many are left.
                let urls = urls.into_iter().filter(|url| !url.is_empty());
                let mut results: Vec<_> =
                    fetch_bounded(&client(LONG), urls, limit(places)).take(2 * wanted.len()).collect().await;
                results.sort_by_key(|(index, _)| *index);
                let indices: Vec<usize> = results.iter().map(|(index, _)| *index).collect();
                if indices.len() == wanted.len() && !indices.iter().copied().eq(0..wanted.len()) {
                    expected(format!("each index from 0 to {} once", wanted.len() - 1))
                        .but(format!("they are {indices:?}"))
                        .looks_as_if(
                            "it looks for the URL in the list, where one stands twice, or counts something else",
                        )
                        .fail(&recording);
                }
                if let Some(missing) = (0..wanted.len()).find(|index| !indices.contains(index)) {
                    expected(format!("a result for each of {} URLs", wanted.len()))
                        .but(format!(
                            "there are {}, and that of URL {missing} is missing: {}",
                            indices.len(),
                            wanted[missing]
                        ))
                        .looks_as_if("it ends at a failure of one kind, or leaves it out")
                        .fail(&recording);
                }
                let results: Vec<_> = results.into_iter().map(|(_, result)| result).collect();
                assert_results(&recording, &results, &wanted);
            }
        });
    }

    #[test]
    fn uses_the_client_that_it_is_given() {
        live(async |recording| {
            let (server, agent) = (start(Config::new()), Draw::of_test().word(12..=16));
            let client = client_named(&agent);
            fetch_bounded(&client, urls(&server, 1..=3), limit(2)).collect::<Vec<_>>().await;
            assert_client(&recording, &server, &agent);
        });
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
    fn counts_any_number_of_urls() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            // No request is made for these.
            let (all, places) = (draw.usize(66_000..=70_000), draw.usize(1..=50));
            let client = client(LONG);
            let results =
                fetch_bounded(&client, (0..all).map(|url| url.to_string()), limit(places)).map(|(index, _)| index);
            let got = AssertUnwindSafe(results.take(all + 1).collect::<Vec<usize>>()).catch_unwind().await;
            let got = got.map(|mut indices| {
                indices.sort_unstable();
                indices
            });
            let but = match &got {
                Ok(indices) if indices.iter().copied().eq(0..all) => return,
                Ok(indices) => {
                    let wrong =
                        indices.iter().enumerate().find(|(at, index)| at != *index).map_or(indices.len(), |(at, _)| at);
                    format!("there are {} results, and the index {wrong} is missing or comes twice", indices.len())
                }
                Err(panic) => format!("it panicked: {}", message(&**panic)),
            };
            expected(format!("{all} results with the indices from 0 to {}", all - 1))
                .but(but)
                .looks_as_if("the index has a small type, such as `u16`: it must be a `usize` from the start")
                .without_picture()
                .fail(&recording);
        });
    }

    #[test]
    fn does_not_wait_between_two_requests() {
        live(async |recording| {
            let _clock = StoppedClock::stop();
            let later = Fault::TooManyRequests { retry_after: RetryAfter::Seconds(100_000) };
            let failing = [Fault::Status(503), later, Fault::ConnectionReset];
            let config = failing
                .iter()
                .enumerate()
                .fold(Config::new(), |config, (at, fault)| config.path(path(3 * at + 2), Behavior::failing(*fault)));
            let server = start(config);
            let client = client(LONG);
            for places in [1, 2] {
                let before = server.counts().started;
                let fetching = fetch_bounded(&client, urls(&server, 1..=9), limit(places)).collect::<Vec<_>>();
                if let Either::Right((counts, _)) = select(pin!(fetching), pin!(server.reaches(|_| false))).await {
                    let (Ok(counts) | Err(counts)) = counts;
                    expected(format!("with a limit of {places} it sends the next request at once when one has ended"))
                        .but(format!("{} of 9 requests came while tokio's clock stood still", counts.started - before))
                        .looks_as_if("it waits on the clock after a result: `Retry-After` is for those who retry")
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn fetches_a_url_again_that_is_there_twice() {
        live(async |recording| {
            for places in [1, 2, 3, 50] {
                assert_fetched_three_times(&recording, async |client, urls| results(client, urls, places).await).await;
            }
        });
    }

    #[test]
    fn fetches_a_url_again_whatever_came_of_it() {
        live(async |recording| {
            assert_fetched_after_failures(&recording, async |client, urls| results(client, urls, 2).await).await;
        });
    }

    #[test]
    fn fetches_a_url_again_that_has_timed_out() {
        paused(async |recording| {
            assert_fetched_after_timeouts(&recording, 2, async |client, urls| results(client, urls, 2).await).await;
        });
    }

    #[test]
    fn ends_as_fetch_does() {
        live(async |recording| {
            assert_ends_like_fetch(&recording, false, async |client, url| results(client, [url.to_owned()], 2).await)
                .await;
        });
    }

    #[test]
    fn waits_as_long_as_the_client() {
        paused_for(40 * DAY, async |recording| {
            assert_waits_for_the_client(&recording, Duration::ZERO, async |client, url| {
                after_a_failure(outlines(&results(client, vec![NO_URL.to_owned(), url], 2).await))
            })
            .await;
        });
    }

    #[test]
    fn waits_for_nothing_whatever_has_come() {
        live(async |recording| {
            let places = Cell::new(1);
            assert_no_waits(&recording, async |client, urls| {
                places.set(4 - places.get());
                results(client, urls, places.get()).await
            })
            .await;
        });
    }

    #[test]
    fn a_timeout_ends_no_other_fetch() {
        live(async |recording| {
            let times = UnequalTimes::start().await;
            let (client, urls) = (times.client.clone(), times.urls.clone());
            let collected = fetch_bounded(&client, urls, limit(2)).collect::<Vec<_>>();
            let mut results = times.assert_waits(&recording, collected).await;
            results.sort_by_key(|(index, _)| *index);
            let results: Vec<_> = results.into_iter().map(|(_, result)| result).collect();
            assert_results(&recording, &results, &["Timeout", "\"hello\""]);
        });
    }

    #[test]
    fn wakes_the_task_that_polled_it_last() {
        paused(async |recording| {
            let client = Lookups::that_take(SECOND).client();
            let mut stream = Box::pin(fetch_bounded(&client, on_hosts(0..9), limit(3)));
            let mut results = Vec::new();
            while let Some((index, result)) = woken(stream.next()).await {
                results.push((index, result));
            }
            results.sort_by_key(|(index, _)| *index);
            assert_hosts(&recording, results.iter().map(|(_, result)| result.as_ref().err()), 0..9);
        });
    }

    #[test]
    fn dropped_after_some_results_it_gives_up_the_others() {
        live(async |recording| {
            let server = holding(&recording);
            let (client, urls) = (client(LONG), urls(&server, 1..=8));
            let mut results = Box::pin(fetch_bounded(&client, urls, limit(2)));
            until_in_flight(&recording, &server, results.next(), 2).await;
            server.release_waiting();
            for _ in 0..2 {
                results.next().await;
            }
            let counts = until_in_flight(&recording, &server, results.next(), 2).await;
            drop(results);
            assert_given_up(&recording, &server, counts.in_flight).await;
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

    #[test]
    fn any_status_has_its_result() {
        live(async |recording| {
            let places = Draw::of_test().usize(20..=30);
            assert_every_status(&recording, async |client, urls| {
                let mut results: Vec<_> = fetch_bounded(client, urls, limit(places)).collect().await;
                results.sort_by_key(|(index, _)| *index);
                results.into_iter().map(|(_, result)| result).collect()
            })
            .await;
        });
    }

    /// Some numbers, with a hint of how many there are.
    struct Hinting {
        numbers: std::ops::Range<usize>,
        hint: (usize, Option<usize>),
    }

    impl Iterator for Hinting {
        type Item = String;

        fn next(&mut self) -> Option<String> {
            self.numbers.next().map(|number| on_hosts([number]).remove(0))
        }

        fn size_hint(&self) -> (usize, Option<usize>) {
            self.hint
        }
    }

    #[test]
    fn needs_not_know_how_many_urls_there_are() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let places = draw.usize(10..=20);
            let all = 3 * places;
            for hint in
                [(0, None), (1, None), (0, Some(usize::MAX)), (0, Some(all)), (all, None), (all - 1, Some(10 * all))]
            {
                let lookups = Lookups::default();
                let client = lookups.client();
                let mut work = pin!(results(&client, Hinting { numbers: 0..all, hint }, places));
                let mut results = until_idle(work.as_mut()).await;
                let in_flight = lookups.in_flight();
                for _ in 0..all {
                    lookups.end_all();
                    if results.is_none() {
                        results = until_idle(work.as_mut()).await;
                    }
                }
                let came = results.map_or(0, |results| results.len());
                if (in_flight, came) != (places, all) {
                    expected(format!(
                        "with a limit of {places} and {all} URLs, whose iterator has the `size_hint` {hint:?}: {places} requests are in \
                         flight, and then {all} results"
                    ))
                    .but(format!("{in_flight} were in flight, and then {came} results"))
                    .looks_as_if("it takes the `size_hint` for the number of URLs: an iterator need not know it")
                    .without_picture()
                    .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn keeps_nothing_of_what_has_ended() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (all, places, long) = (draw.usize(3000..=4000), draw.usize(2..=9), draw.word(4000..=5000));
            let client = client(LONG);
            // No request is made for these.
            let urls = (0..all).map(|url| format!("{url}{long}"));
            // What spawns tasks does not end at once, and is not measured.
            let mut came = None;
            let used = allocation_counter::measure(|| {
                came = fetch_bounded(&client, urls, limit(places)).count().now_or_never();
            });
            let most = 2_000_000;
            if came == Some(all) && used.bytes_max > most {
                expected(format!(
                    "{all} invalid URLs of {} letters need less than {most} bytes at any time",
                    long.len()
                ))
                .but(format!("they needed {}", used.bytes_max))
                .looks_as_if("it keeps each URL or each result to the end, and `urls` may be endless")
                .without_picture()
                .fail(&recording);
            }
        });
    }

    #[test]
    fn calls_do_not_wait_for_each_other() {
        paused(async |recording| {
            assert_side_by_side(&recording, async |client, url| drop(results(client, [url.to_owned()], 1).await)).await;
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
        let outcome = match result {
            Ok((index, body)) => format!("mirror {index} with {}", outline(&Ok(body.clone()))),
            Err(errors) => {
                format!("the errors {}", errors.iter().map(kind).collect::<Vec<_>>().join(", "))
            }
        };
        let wanted = format!("mirror {mirror} with post {number}");
        if outcome != wanted {
            let cause = match result {
                Ok((_, body)) if post(&Ok(body.clone())) == Some(number) => {
                    Some("it returns the index among the mirrors that are left, or that have answered")
                }
                Ok((_, body)) if body.is_empty() => Some("an error is replaced by an empty text"),
                Err(errors) if !errors.is_empty() => Some("it ends at the first result, even if that is a failure"),
                _ => None,
            };
            expected(format!("{wanted} wins"))
                .but(format!("it returned {outcome}"))
                .looks_as_if_any(cause)
                .fail(recording);
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
                let first_seen = seen.first().copied().unwrap_or_default();
                let cause = match first_seen {
                    1 => Some(
                        "it tries the next mirror only when the one before has failed: a slow one stops everything",
                    ),
                    2 => Some("it fetches from only two mirrors at a time"),
                    _ => None,
                };
                let report = expected("there are requests to all three mirrors before the first response")
                    .but(format!("the server saw {first_seen}, and no other until it responded"));
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn asks_any_number_of_mirrors_at_the_same_time() {
        paused(async |recording| {
            let lookups = Lookups::default();
            let mut draw = Draw::of_test();
            let (client, hosts) = (lookups.client(), draw.usize(5100..=5500));
            let mut mirrors = on_hosts(1..=hosts);
            // They fail at once, since no request can be made for them.
            let invalid: Vec<String> = draw.list(5, |draw| draw.word(5..=9));
            for url in invalid {
                mirrors.insert(draw.usize(0..=hosts), url);
            }
            let all = hosts + 5;
            let mut fetching = pin!(fetch_first(&client, &mirrors));
            let early = until_idle(fetching.as_mut()).await;
            let in_flight = lookups.in_flight();
            if in_flight != hosts || early.is_some() {
                let report = expected(format!(
                    "of {all} mirrors five are invalid, and there are requests to all {hosts} others"
                ))
                .but(format!(
                    "there were {in_flight}{}",
                    if early.is_some() { ", and it ended before the first response" } else { "" }
                ))
                .without_picture();
                let is_late = early.is_none() && {
                    let _ = select(fetching, pin!(tokio::time::sleep(10 * SECOND))).await;
                    lookups.in_flight() > in_flight
                };
                let cause = match early {
                    None if is_late => "it waits between the mirrors: all are asked at the same time",
                    None => "it fetches from only some of the mirrors at a time",
                    Some(_) => "an invalid URL ends it, but a mirror that fails is no reason to give up the others",
                };
                report.looks_as_if(cause).fail(&recording);
            }
            lookups.end_all();
            match until_idle(fetching).await {
                Some(Err(errors)) if errors.len() == all => {}
                Some(Err(errors)) => expected(format!("{all} errors of {all} mirrors"))
                    .but(format!("there are {}", errors.len()))
                    .without_picture()
                    .fail(&recording),
                Some(Ok(_)) => expected("errors").but("it returned a success").without_picture().fail(&recording),
                None => expected("it ends when all mirrors have failed")
                    .but("it was still waiting")
                    .without_picture()
                    .fail(&recording),
            }
        });
    }

    #[test]
    fn any_of_many_mirrors_may_win() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let server = Raw::start(|_, _| Answer::new(200, "")).await;
            // The others wait for the names of their hosts.
            let client = Lookups::default().client();
            for mirrors in [2, 20, 31, draw.usize(40..=100), draw.usize(1030..=1060)] {
                for winner in [0, draw.usize(1..=mirrors - 1), mirrors - 1] {
                    let mut urls = on_hosts(0..mirrors);
                    urls[winner] = server.url_of("good");
                    let won = server.to_the_end(pin!(fetch_first(&client, &urls))).await;
                    if !matches!(&won, Some(Ok((place, _))) if *place == winner) {
                        let cause = won.is_none().then_some(
                            "it looks at the results in the order of the mirrors, as `try_join_all` does with more than \
                             thirty futures",
                        );
                        expected(format!("of {mirrors} mirrors only number {winner} responds, and it wins"))
                            .but(match won {
                                None => "it waits for another one".to_owned(),
                                Some(Ok((place, _))) => format!("mirror {place} won"),
                                Some(Err(errors)) => format!("it returned {} errors", errors.len()),
                            })
                            .looks_as_if_any(cause)
                            .without_picture()
                            .fail(&recording);
                    }
                }
            }
        });
    }

    #[test]
    fn a_body_that_does_not_end_is_no_success() {
        live(async |recording| {
            // The first mirror answers first, but never to the end. The second one breaks off.
            let server = start(
                Config::new()
                    .path("/posts/1", Behavior::failing(Fault::EndlessBody).bandwidth(1000))
                    .path("/posts/2", Behavior::failing(Fault::HalfBody))
                    .path("/posts/3", Behavior::holding()),
            );
            let (client, mirrors) = (client(LONG), urls(&server, [1, 2, 3]));
            let mut fetching = pin!(fetch_first(&client, &mirrors));
            let both_came = |counts: &Counts| counts.broken_off >= 1 && counts.in_flight >= 2;
            if let Either::Left((result, _)) = select(fetching.as_mut(), pin!(server.reaches(both_came))).await {
                assert_won(&recording, &result, 2, 3);
            }
            server.release_waiting();
            match select(fetching, pin!(server.reaches(|_| false))).await {
                Either::Left((result, _)) => assert_won(&recording, &result, 2, 3),
                Either::Right(_) => expected("the third mirror wins, because its body is whole")
                    .but("it waits for the body of the first one, which never ends")
                    .looks_as_if("it takes the first response whose status is good, and only then reads its body")
                    .fail(&recording),
            }
        });
    }

    #[test]
    fn no_kind_of_failure_wins() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let mixture = Mixture::draw(&mut draw);
            let (mut failing, wanted): (Vec<_>, Vec<_>) = mixture.failures.iter().cloned().unzip();
            let errors = match fetch_first(&client(LONG), &failing).await {
                Ok((index, _)) => vec![format!("none, but mirror {index}")],
                Err(errors) => errors.iter().map(kind).collect(),
            };
            if errors != wanted {
                let cause =
                    (errors.len() == 1).then_some("it returns only one of the errors, or one kind of failure ends it");
                let report = expected(format!("the errors {}", wanted.join(", ")))
                    .but(format!("they are {}", errors.join(", ")));
                report.looks_as_if_any(cause).fail(&recording);
            }
            let (url, outline) = draw.pick(&mixture.posts).clone();
            let number = outline.trim_start_matches("post ").parse().unwrap_or_default();
            for _ in 0..6 {
                draw.shuffle(&mut failing);
                let mut mirrors = failing.clone();
                let place = draw.usize(0..=mirrors.len());
                mirrors.insert(place, url.clone());
                let result = fetch_first(&client(LONG), &mirrors).await;
                assert_won(&recording, &result, place, number);
            }
            for kind in failing {
                // Equal mirrors are several.
                let errors = fetch_first(&client(LONG), &vec![kind; 3]).await.err().unwrap_or_default();
                if errors.len() != 3 {
                    expected("three errors of three equal mirrors")
                        .but(format!("there are {}", errors.len()))
                        .looks_as_if("a mirror that is there twice is asked only once, or one kind of failure ends it")
                        .fail(&recording);
                }
            }
            let server = Raw::start(|_, number| Answer::new(if number < 2 { 503 } else { 200 }, "")).await;
            if !matches!(fetch_first(&client(LONG), &vec![server.url_of("same"); 3]).await, Ok((0..=2, _))) {
                expected("of three equal mirrors, the one wins whose request succeeds: the third request")
                    .but("none did")
                    .looks_as_if("a mirror that is there twice is asked only once")
                    .fail(&recording);
            }
            let twice = [url.clone(), url];
            if !matches!(fetch_first(&client(LONG), &twice).await, Ok((0 | 1, _))) {
                expected("one of two equal mirrors wins").but("none did").fail(&recording);
            }
        });
    }

    #[test]
    fn uses_the_client_that_it_is_given() {
        live(async |recording| {
            let (server, agent) = (start(Config::new()), Draw::of_test().word(12..=16));
            let _ = fetch_first(&client_named(&agent), &urls(&server, 1..=3)).await;
            assert_client(&recording, &server, &agent);
        });
    }

    #[test]
    fn the_first_success_wins_and_the_others_are_given_up() {
        live(async |recording| {
            // It waits for no time, either.
            let _clock = StoppedClock::stop();
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
                Either::Right(_) => expected("it ends at the first success")
                    .but("one mirror has answered, and it still waits for the two that are held")
                    .looks_as_if(
                        "it does not return a success before it has other results: those of all mirrors, or of \
                         the mirrors before it in the list",
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
            let errors: Vec<String> = match result {
                Ok((index, body)) => vec![format!("none, but mirror {index} with {}", outline(&Ok(body)))],
                Err(errors) => errors.iter().map(kind).collect(),
            };
            if errors != ["Status 500", "Status 404", "Body"] {
                let mut sorted = errors.clone();
                sorted.sort();
                let cause = match errors.len() {
                    3 if sorted == ["Body", "Status 404", "Status 500"] => {
                        Some("they are in the order in which they came, or have got into the places of others")
                    }
                    0 => Some("the errors are dropped as they come"),
                    1 if errors[0] == "Status 500" => {
                        Some("it keeps only one of the errors: `select_ok` returns the last one")
                    }
                    1 | 2 if !sorted.iter().any(|error| error == "Status 500") && !errors[0].starts_with("none") => {
                        Some("it does not wait for the mirror that fails last: one failure ends it")
                    }
                    _ => None,
                };
                let report = expected("the errors Status 500, Status 404, Body").but(if errors.is_empty() {
                    "there are none".to_owned()
                } else {
                    format!("they are {}", errors.join(", "))
                });
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn an_empty_body_wins() {
        live(async |recording| {
            let server = Raw::start(|path, _| match path {
                "empty" => Answer::with_body(200, "", ""),
                _ => Answer::without_end(200),
            })
            .await;
            let (client, mirrors) = (client(LONG), [server.url_of("late"), server.url_of("empty")]);
            let won = server.to_the_end(pin!(fetch_first(&client, &mirrors))).await;
            if !matches!(&won, Some(Ok((1, body))) if body.is_empty()) {
                expected("mirror 1 wins, whose whole body is there: it has no bytes")
                    .but(match won {
                        None => "it waits for the other one, whose body never ends".to_owned(),
                        Some(Ok((index, _))) => format!("mirror {index} won"),
                        Some(Err(errors)) => format!("it returned {} errors", errors.len()),
                    })
                    .looks_as_if("it takes an empty body for a failure")
                    .fail(&recording);
            }
            if server.left(1).await != 1 {
                expected("the other request is cancelled, in the middle of its body")
                    .but("the server still holds it")
                    .looks_as_if("its body is read in a task that nobody aborts")
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn ends_as_fetch_does() {
        live(async |recording| {
            assert_ends_like_fetch(&recording, false, async |client, url| {
                match fetch_first(client, &[url.to_owned()]).await {
                    Ok((_, body)) => vec![Ok(body)],
                    Err(errors) => errors.into_iter().map(Err).collect(),
                }
            })
            .await;
        });
    }

    #[test]
    fn waits_as_long_as_the_client() {
        paused_for(40 * DAY, async |recording| {
            assert_waits_for_the_client(&recording, Duration::ZERO, async |client, url| {
                match fetch_first(client, &[NO_URL.to_owned(), url]).await {
                    Ok(_) => "a success".to_owned(),
                    Err(errors) => after_a_failure(errors.iter().map(kind).collect::<Vec<_>>().join(", ")),
                }
            })
            .await;
        });
    }

    #[test]
    fn each_error_has_the_place_of_its_mirror() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (lookups, all) = (Lookups::default(), draw.usize(40..=60));
            let client = lookups.client();
            let (mirrors, mut order) = (on_hosts(0..all), (0..all).collect::<Vec<usize>>());
            draw.shuffle(&mut order);
            let mut fetching = pin!(fetch_first(&client, &mirrors));
            let mut result = until_idle(fetching.as_mut()).await;
            for host in order {
                lookups.end(host);
                if result.is_none() {
                    result = until_idle(fetching.as_mut()).await;
                }
            }
            let errors = result.and_then(Result::err).unwrap_or_default();
            assert_hosts(&recording, errors.iter().map(Some), 0..all);
        });
    }

    #[test]
    fn a_timeout_does_not_end_it() {
        live(async |recording| {
            let times = UnequalTimes::start().await;
            let (client, mirrors) = (times.client.clone(), times.urls.clone());
            let result = times.assert_waits(&recording, fetch_first(&client, &mirrors)).await;
            if !matches!(&result, Ok((1, body)) if body == "hello") {
                expected("mirror 1 wins, which is late: the other one has timed out")
                    .but(match result {
                        Ok((index, _)) => format!("mirror {index} won"),
                        Err(errors) => format!("the errors {}", errors.iter().map(kind).collect::<Vec<_>>().join(", ")),
                    })
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn wakes_the_task_that_polled_it_last() {
        paused(async |recording| {
            let client = Lookups::that_take(SECOND).client();
            let errors = woken(fetch_first(&client, &on_hosts(0..5))).await.err().unwrap_or_default();
            assert_hosts(&recording, errors.iter().map(Some), 0..5);
        });
    }

    #[test]
    fn dropped_half_way_it_gives_up_the_others() {
        live(async |recording| {
            let (server, client) = (half_held().await, client(LONG));
            let mirrors = ["held1", "bad", "closed", "held2"].map(|path| server.url_of(path));
            assert_dropped_half_way(&recording, &server, fetch_first(&client, &mirrors), 2).await;
        });
    }

    #[test]
    fn dropped_it_gives_up_all_requests() {
        live(async |recording| {
            let server = holding(&recording);
            let (client, mirrors) = (client(LONG), urls(&server, 1..=4));
            let mut fetching = Box::pin(fetch_first(&client, &mirrors));
            until_in_flight(&recording, &server, fetching.as_mut(), 4).await;
            drop(fetching);
            assert_given_up(&recording, &server, 4).await;
        });
    }

    #[test]
    fn without_mirrors_there_are_no_errors() {
        live(async |recording| match fetch_first(&client(LONG), &[]).await {
            Err(errors) if errors.is_empty() => {}
            Err(errors) => expected("no error").but(format!("there were {}", errors.len())).fail(&recording),
            Ok(_) => expected("no success, since there is no mirror").but("it returned one").fail(&recording),
        });
    }

    #[test]
    fn no_status_ends_it() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let (open, gate) = oneshot::channel();
            let good = Answer { gate: Some(gate.shared()), ..Answer::new(200, "") };
            let server =
                Raw::start(move |path, _| path.parse().map_or_else(|_| good.clone(), |status| Answer::new(status, "")))
                    .await;
            let mut failing: Vec<u16> =
                statuses().map(|(status, _)| status).filter(|status| !(200..300).contains(status)).collect();
            draw.shuffle(&mut failing);
            let mut mirrors: Vec<String> = failing.iter().map(|status| server.url_of(status)).collect();
            let client = client(LONG);
            let errors = match fetch_first(&client, &mirrors).await {
                Ok((index, _)) => vec![format!("none, but mirror {index}")],
                Err(errors) => errors.iter().map(kind).collect(),
            };
            let wanted: Vec<String> = failing.iter().map(|status| format!("Status {status}")).collect();
            if errors != wanted {
                let cause =
                    (errors.len() < wanted.len()).then_some("one of these statuses ends it, or its error is lost");
                expected(format!(
                    "{} mirrors, each with another status, and their errors: {}",
                    wanted.len(),
                    wanted.join(", ")
                ))
                .but(format!("there are {}: {}", errors.len(), errors.join(", ")))
                .looks_as_if_any(cause)
                .without_picture()
                .fail(&recording);
            }
            let place = draw.usize(1..=mirrors.len());
            mirrors.insert(place, server.url_of("good"));
            let mut fetching = pin!(fetch_first(&client, &mirrors));
            let mut won = server.until(fetching.as_mut(), "good", 1).await;
            if won.is_none() {
                won = server.until(fetching.as_mut(), "good", 2).await;
            }
            if let Some(won) = won {
                expected(format!("all mirrors but number {place} have failed, and it waits for that one"))
                    .but(match won {
                        Ok((index, _)) => format!("mirror {index} won"),
                        Err(errors) => format!("it returned {} errors", errors.len()),
                    })
                    .looks_as_if("it ends at one of the statuses: a failure of one mirror says nothing about another")
                    .without_picture()
                    .fail(&recording);
            }
            drop(open);
            let won = server.to_the_end(fetching).await;
            if !matches!(&won, Some(Ok((index, _))) if *index == place) {
                expected(format!("mirror {place} wins, the only one that does not fail"))
                    .but(match won {
                        None => "it was still waiting".to_owned(),
                        Some(Ok((index, _))) => format!("mirror {index} won"),
                        Some(Err(errors)) => format!("it returned {} errors", errors.len()),
                    })
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn each_call_asks_anew() {
        live(async |recording| {
            assert_fetched_anew(&recording, async |client, url| match fetch_first(client, &[url.to_owned()]).await {
                Ok((_, body)) => outline(&Ok(body)),
                Err(errors) => errors.iter().map(kind).collect::<Vec<_>>().join(", "),
            })
            .await;
        });
    }

    #[test]
    fn calls_do_not_wait_for_each_other() {
        paused(async |recording| {
            assert_side_by_side(&recording, async |client, url| drop(fetch_first(client, &[url.to_owned()]).await))
                .await;
        });
    }
}

/// The longest delay before each retry of the policy of most checks: doubled, and then capped.
const BOUNDS: [Duration; 5] = [
    Duration::from_millis(100),
    Duration::from_millis(200),
    Duration::from_millis(400),
    Duration::from_millis(400),
    Duration::from_millis(400),
];

/// Returns the longest delay before a retry.
fn bound(base: Duration, cap: Duration, retry: u32) -> Duration {
    let doubled = 1_u128.checked_shl(retry).and_then(|times| base.as_nanos().checked_mul(times));
    let nanos = doubled.unwrap_or(u128::MAX).min(cap.as_nanos());
    Duration::new((nanos / 1_000_000_000) as u64, (nanos % 1_000_000_000) as u32)
}

mod delays {
    use super::*;
    use ::concurrent_fetch::Policy;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    const POLICY: Policy = Policy { base: Duration::from_millis(100), cap: Duration::from_millis(400), retries: 5 };

    #[test]
    fn each_delay_lies_between_zero_and_a_bound_that_doubles_up_to_the_cap() {
        live(async |recording| {
            for seed in 0..500 {
                let delays: Vec<Duration> = POLICY.delays(seed).take(10).collect();
                if delays.len() != 5 {
                    let cause = match delays.len() {
                        6 => Some("there is a delay for the first attempt, too: count only the retries"),
                        10 => Some("they never end"),
                        _ => None,
                    };
                    let report = expected("five delays for five retries").but(match delays.len() {
                        10 => "there are ten or more".to_owned(),
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
                // Each tenth of the range gets a tenth of the draws, 100. The probability of fewer than 50 or more than
                // 160 is below one in ten million, and the seeds are the same in every run.
                for tenth in 0..10 {
                    let (from, to) = (bound * tenth / 10, bound * (tenth + 1) / 10);
                    let inside = drawn.iter().filter(|&&delay| delay >= from && delay < to).count();
                    if !(50..=160).contains(&inside) {
                        let at_the_bound = drawn.iter().filter(|&&delay| delay == bound).count();
                        let cause = if drawn.first() == drawn.last() {
                            Some("there is no jitter: clients that failed together come back together")
                        } else if at_the_bound > 160 {
                            Some("a delay is drawn and then capped: cap the bound, before the draw")
                        } else if tenth < 5 && inside == 0 {
                            Some("the jitter is not full: part of the delay is fixed")
                        } else {
                            None
                        };
                        let report = expected(format!(
                            "the delays before retry {retry} are spread evenly from zero to {bound:?}"
                        ))
                        .but(format!(
                            "of 1000, {inside} are between {from:?} and {to:?}; each tenth should have about 100"
                        ));
                        report.looks_as_if_any(cause).fail(&recording);
                    }
                }
            }
            assert_to_the_ends(&recording);
            assert_independent(&recording);
        });
    }

    /// Asserts that a delay may be as short as nothing, and as long as its bound.
    fn assert_to_the_ends(recording: &Recording) {
        let fractions = (0..1000).flat_map(|seed| {
            POLICY.delays(seed).zip(BOUNDS).map(|(delay, bound)| delay.div_duration_f64(bound)).collect::<Vec<_>>()
        });
        let (least, most) =
            fractions.fold((1.0_f64, 0.0_f64), |(least, most), fraction| (least.min(fraction), most.max(fraction)));
        // The probability that five thousand draws leave out half a percent is below one in ten thousand million.
        if least > 0.005 || most < 0.995 {
            let cause = if least > 0.005 {
                "the jitter is not full: a delay has a least length"
            } else {
                "the bound is a little too short"
            };
            expected("the delays are drawn between zero and the whole bound")
                .but(format!(
                    "of 5000, the shortest has {:.1} % of its bound, and the longest {:.1} %",
                    least * 100.0,
                    most * 100.0
                ))
                .looks_as_if(cause)
                .fail(recording);
        }
    }

    /// Asserts that no two delays of a policy depend on each other.
    fn assert_independent(recording: &Recording) {
        let drawn: Vec<Vec<Duration>> = (0..1000).map(|seed| POLICY.delays(seed).take(5).collect()).collect();
        // From -1/2 to 1/2 of the bound.
        let fraction = |delays: &Vec<Duration>, retry: usize| delays[retry].div_duration_f64(BOUNDS[retry]) - 0.5;
        for (one, other) in (0..5).flat_map(|one| (one + 1..5).map(move |other| (one, other))) {
            // The mean square of an even draw is a twelfth.
            let products: f64 = drawn.iter().map(|delays| fraction(delays, one) * fraction(delays, other)).sum();
            let correlation = products / 1000.0 * 12.0;
            // With independent draws the probability is below one in a thousand million.
            if correlation.abs() > 0.2 {
                expected("each delay of a policy is drawn independently")
                    .but(format!(
                        "the delays before the retries {one} and {other} depend on each other: seed 1 yields {:?}",
                        drawn[1]
                    ))
                    .looks_as_if(
                        "all delays come from one random number: it is drawn only once, or the generator is seeded again \
                         for each delay",
                    )
                    .fail(recording);
            }
        }
    }

    /// Asserts that sorted delays are spread evenly from nothing to their bound.
    #[track_caller]
    fn assert_even(recording: &Recording, policy: &Policy, seed: u64, delays: &[Duration], bound: Duration) {
        let all = delays.len() as f64;
        let off = |place: usize| (place as f64 + 0.5) / all - delays[place].div_duration_f64(bound);
        let worst = (0..delays.len()).max_by(|&one, &other| off(one).abs().total_cmp(&off(other).abs()));
        let equal = delays.windows(2).filter(|two| two[0] == two[1]).count();
        // By Kolmogorov and Smirnov the probability of 0.08 is below one in a thousand million. The seeds are the same in
        // every run.
        let report =
            expected(format!("with {policy:?} and the seed {seed} the delays are spread evenly up to {bound:?}"));
        if let Some(worst) = worst
            && off(worst).abs() > 0.08
        {
            let delay = delays[worst];
            let (below, wanted) = (worst as f64 / all * 100.0, delay.div_duration_f64(bound) * 100.0);
            let last_second = delays.iter().filter(|delay| delay.as_secs() == bound.as_secs()).count() as f64 / all;
            let share = 1.0 / (bound.as_secs() as f64 + 1.0);
            let cause = (bound >= SECOND && bound < 20 * SECOND && (last_second - share).abs() < 0.06)
                .then_some("the whole seconds are drawn first, and then the rest: a time is drawn as one number");
            report
                .but(format!(
                    "of {} delays, {below:.0} % are shorter than {delay:?}, and {wanted:.0} % should be",
                    delays.len()
                ))
                .looks_as_if_any(cause)
                .without_picture()
                .fail(recording);
        }
        // Of ten million values or more, hardly any comes twice.
        if bound > Duration::from_millis(10) && equal > 4 {
            report
                .but(format!("of {} delays, {equal} are equal to another one", delays.len()))
                .looks_as_if("there are only some thousand different delays: the random fraction has too few digits")
                .without_picture()
                .fail(recording);
        }
    }

    #[test]
    fn equal_seeds_give_equal_delays() {
        live(async |recording| {
            let delays = |seed| POLICY.delays(seed).take(5).collect::<Vec<_>>();
            if delays(7) != delays(7) {
                expected("a seed yields the same delays each time")
                    .but(format!("seed 7 yielded {:?}, and then {:?}", delays(7), delays(7)))
                    .looks_as_if("the random numbers come from another generator than the one made from the seed")
                    .fail(&recording);
            }
            if !POLICY.delays(7).zip(POLICY.delays(7)).all(|(one, other)| one == other) {
                expected("two iterators with the same seed yield the same delays, also when they are used by turns")
                    .but("they differed")
                    .looks_as_if("they share one generator")
                    .fail(&recording);
            }
            if delays(7) == delays(8) {
                expected("different seeds yield different delays")
                    .but(format!("the seeds 7 and 8 both yielded {:?}", delays(7)))
                    .looks_as_if("the seed is not used")
                    .fail(&recording);
            }
            let drawn = Draw::of_test().u64();
            let near = |seed: u64| (0..64).map(move |bit| seed ^ (1 << bit)).chain([seed]);
            let seeds = near(drawn).chain(near(0)).chain(near(u64::MAX));
            let mut seen: Vec<(u64, Vec<Duration>)> = Vec::new();
            for seed in seeds {
                let delays = catch_unwind(|| delays(seed)).unwrap_or_else(|panic| {
                    expected(format!("five delays for the seed {seed}"))
                        .but(format!("it panicked: {}", message(&*panic)))
                        .looks_as_if("a calculation with the seed overflows")
                        .fail(&recording)
                });
                if let Some((other, _)) = seen.iter().find(|(other, known)| *other != seed && *known == delays) {
                    expected("different seeds yield different delays")
                        .but(format!("the seeds {other} and {seed} both yielded {delays:?}"))
                        .looks_as_if("not all bits of the seed are used")
                        .fail(&recording);
                }
                seen.push((seed, delays));
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
                expected("of a hundred delays, some are nearly the cap of an hour, and none is longer")
                    .but(format!("the longest delay is {longest:?}"))
                    .fail(&recording);
            }
            let drawn: Vec<Vec<Duration>> = (0..50).map(|seed| policy.delays(seed).take(100).collect()).collect();
            for retry in 12..100 {
                let longest = drawn.iter().filter_map(|delays| delays.get(retry)).max().copied().unwrap_or_default();
                if longest < hour / 2 {
                    expected(format!("before retry {retry} the bound is the cap, an hour"))
                        .but(format!("the longest of fifty delays is {longest:?}"))
                        .looks_as_if("the doubling wraps around at the largest number, and the bound is small again")
                        .fail(&recording);
                }
            }
            let policy = Policy { base: Duration::MAX, ..policy };
            let longest = whole(&recording, &policy, "Duration::MAX").into_iter().max().unwrap_or_default();
            if longest > hour || longest < hour / 2 {
                expected("with a base of `Duration::MAX`, too, some delays are nearly the cap, and none is longer")
                    .but(format!("the longest delay is {longest:?}"))
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn the_bound_doubles_up_to_any_cap() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let short = draw.duration(Duration::from_nanos(1)..=Duration::from_micros(900));
            let long = draw.duration(Duration::from_millis(1)..=Duration::from_secs(100));
            let year = Duration::from_secs(365 * 24 * 3600);
            let policies = [
                Policy { base: Duration::from_nanos(1), cap: year, retries: 100 },
                Policy { base: short, cap: 1000 * year, retries: 150 },
                Policy { base: long, cap: long * 30, retries: 40 },
                Policy { base: long, cap: Duration::MAX, retries: 200 },
                Policy { base: Duration::from_nanos(1), cap: Duration::MAX, retries: 200 },
                Policy { base: short, cap: short * 3 / 2, retries: 20 },
                Policy { base: long, cap: short, retries: 20 },
                // All low bits are zero, so that what is shifted too far is nothing.
                Policy { base: Duration::from_nanos(1 << draw.within(20..=30)), cap: Duration::MAX, retries: 200 },
                Policy { base: Duration::from_nanos(5 << draw.within(40..=50)), cap: year, retries: 200 },
                Policy { base: Duration::from_secs(1 << draw.within(1..=20)), cap: Duration::MAX, retries: 200 },
            ];
            for policy in policies {
                let drawn: Vec<Vec<Duration>> = (0..60)
                    .map(|seed| {
                        // Each of the delays is drawn, so that a panic names its seed.
                        policy.delays(seed).take(policy.retries as usize + 1).collect()
                    })
                    .collect();
                if let Some(delays) = drawn.iter().find(|delays| delays.len() != policy.retries as usize) {
                    expected(format!("{policy:?} has {} delays", policy.retries))
                        .but(format!("there are {}", delays.len()))
                        .without_picture()
                        .fail(&recording);
                }
                for retry in 0..policy.retries {
                    let bound = bound(policy.base, policy.cap, retry);
                    let delays = || drawn.iter().map(|delays| delays[retry as usize]);
                    let (shortest, longest) = (delays().min().unwrap_or_default(), delays().max().unwrap_or_default());
                    // The probability that sixty delays leave out as much is below one in a thousand million.
                    let spread = bound < Duration::from_micros(1)
                        || longest >= bound.mul_f64(0.7) && shortest <= bound.mul_f64(0.3);
                    // Longer delays have more digits than a float, which a right answer may use.
                    let exact = bound < Duration::from_millis(1)
                        || bound > Duration::from_secs(1_000_000)
                        || delays().any(|delay| !delay.subsec_nanos().is_multiple_of(1000));
                    let short = bound >= SECOND && bound < DAY && !delays().any(|delay| has_all_digits(delay, bound));
                    if longest > bound || !spread || !exact || short {
                        let capped = delays().filter(|delay| *delay == bound).count();
                        let cause = if longest == bound && capped > 5 && !bound.is_zero() {
                            "a delay is drawn and then capped: cap the bound, before the draw"
                        } else if short {
                            "the delays have only the seven digits of an `f32`"
                        } else if !exact {
                            "the delays are whole milliseconds or microseconds: a `Duration` has nanoseconds"
                        } else if longest > bound && retry >= 30 {
                            "the cap takes the place of the bound too early: the factor 2^n has too few bits"
                        } else if longest > bound {
                            "the bound is too large"
                        } else if bound < Duration::from_millis(1) && longest.is_zero() {
                            "times are cut to whole milliseconds or seconds, so that a short base is none"
                        } else if retry >= 30 {
                            "the doubling stops too early, or wraps around: the factor 2^n, or the number of nanoseconds, has \
                             too few bits"
                        } else {
                            "the bound does not grow as it should, or the draw is not even"
                        };
                        expected(format!(
                            "with {policy:?} the delays before retry {retry} lie between zero and {bound:?}"
                        ))
                        .but(format!("with sixty seeds they lie between {shortest:?} and {longest:?}"))
                        .looks_as_if(cause)
                        .without_picture()
                        .fail(&recording);
                    }
                }
            }
        });
    }

    /// Returns whether neither this delay nor its fraction of the bound is a rounded `f32`.
    fn has_all_digits(delay: Duration, bound: Duration) -> bool {
        let (seconds, fraction) = (delay.as_secs_f64(), delay.div_duration_f64(bound) * 2.0_f64.powi(24));
        let rounded = f64::from(seconds as f32);
        (seconds - rounded).abs() > 2e-9 && (fraction - fraction.round()).abs() > 0.01
    }

    #[test]
    fn draws_each_delay_when_it_is_asked_for() {
        live(async |recording| {
            let policy = Policy { retries: u32::MAX, ..POLICY };
            let drawn = policy.delays(7).take(1000).count();
            if drawn != 1000 {
                expected(format!("with {policy:?} the first thousand delays"))
                    .but(format!("there are {drawn}"))
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn a_policy_may_have_no_retries_and_no_time() {
        live(async |recording| {
            let (zero, second) = (Duration::ZERO, SECOND);
            for (base, cap, retries) in
                [(second, second, 0), (zero, second, 7), (second, zero, 7), (zero, zero, 7), (zero, zero, 100_000)]
            {
                let policy = Policy { base, cap, retries };
                let drawn = catch_unwind(|| policy.delays(7).take(200_000).collect::<Vec<_>>());
                let wanted = vec![zero; retries as usize];
                let report = expected(format!("{policy:?} has {retries} delays, all of them zero"));
                match drawn {
                    Ok(delays) if delays == wanted => {}
                    Ok(delays) if delays.len() != wanted.len() => {
                        report.but(format!("there are {}", delays.len())).without_picture().fail(&recording);
                    }
                    Ok(delays) => {
                        let longest = delays.iter().max().copied().unwrap_or_default();
                        report.but(format!("the longest is {longest:?}")).without_picture().fail(&recording);
                    }
                    Err(panic) => report
                        .but(format!("it panicked: {}", message(&*panic)))
                        .looks_as_if(
                            "it divides by a time of zero, or draws from an empty range: `..` in place of `..=`",
                        )
                        .without_picture()
                        .fail(&recording),
                }
            }
        });
    }

    /// Returns all delays of a policy with a hundred retries. None may panic.
    fn whole(recording: &Recording, policy: &Policy, base: &str) -> Vec<Duration> {
        let mut delays = policy.delays(1);
        let mut drawn = Vec::new();
        while drawn.len() < 100 {
            match catch_unwind(AssertUnwindSafe(|| delays.next())) {
                Ok(Some(delay)) => drawn.push(delay),
                Ok(None) => break,
                Err(panic) => {
                    let message = message(&*panic);
                    let cause = if message.contains("shift") {
                        Some("a number is shifted by more bits than it has: `checked_shl`, or `saturating_pow` of 2")
                    } else if message.contains("duration") {
                        Some("a `Duration` is doubled beyond `Duration::MAX`: `saturating_mul` stops there")
                    } else if message.contains("NaN") {
                        Some("a float is converted into a `Duration` before it is capped")
                    } else if message.contains("multiply") {
                        Some("2^n overflows its type, as in `2_u32.pow(32)`: `saturating_pow` stops there")
                    } else {
                        None
                    };
                    let report = expected(format!("nothing overflows with a base of {base} and a hundred retries"))
                        .but(format!("the delay before retry {} panicked: {message}", drawn.len()));
                    report.looks_as_if_any(cause).fail(recording);
                }
            }
        }
        drawn
    }

    #[test]
    fn they_are_spread_evenly_whatever_the_bound_is() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let day = DAY.as_nanos() as u64;
            // Just above and below whole units, and where a number of nanoseconds or of seconds no longer fits in a type.
            let near = [1_000_000, 1_000_000_000, 2_000_000_000, 5_000_000_000, 60_000_000_000, day, 1 << 32, 1 << 53];
            let mut bounds = vec![Duration::MAX / 3, Duration::from_secs(1 << 32) + SECOND / 3];
            for whole in near.map(Duration::from_nanos) {
                bounds.push(whole.mul_f64(draw.f64(0.9..0.99)));
                bounds.push(whole.mul_f64(draw.f64(1.01..1.1)));
                bounds.push(whole.mul_f64(draw.f64(1.3..1.9)));
            }
            for bound in bounds {
                let (seed, retries) = (draw.u64(), 1500);
                let policy = Policy { base: bound, cap: bound, retries };
                let mut delays: Vec<Duration> = policy.delays(seed).take(retries as usize + 1).collect();
                delays.sort_unstable();
                assert_even(&recording, &policy, seed, &delays, bound);
            }
        });
    }
}

mod fetch_with_retry {
    use super::*;
    use ::concurrent_fetch::{Policy, RetryError, fetch_with_retry};
    use std::collections::BTreeSet;
    use std::future::poll_fn;
    use std::panic::AssertUnwindSafe;
    use std::task::Poll;
    use std::time::SystemTime;

    const MILLISECOND: Duration = Duration::from_millis(1);

    /// A policy with next to no delay, for checks of something else.
    const AT_ONCE: Policy = Policy { base: Duration::from_nanos(1), cap: Duration::from_nanos(1), retries: 3 };

    const POLICY: Policy = Policy { base: Duration::from_millis(100), cap: Duration::from_millis(400), retries: 5 };

    fn outline_of(result: &Result<String, RetryError>) -> String {
        match result {
            Ok(body) => outline(&Ok(body.clone())),
            Err(error) => format!("the errors {}", error.attempts.iter().map(kind).collect::<Vec<_>>().join(", ")),
        }
    }

    /// More requests than any policy in this file allows.
    const MANY: u64 = 40;

    /// Completes when the server has seen more requests than a function that ends would send.
    async fn too_many(server: &ApiServer) {
        // Each request and each response wakes the task, which polls this as well.
        poll_fn(|_| if server.counts().started > MANY { Poll::Ready(()) } else { Poll::Pending }).await;
    }

    /// Returns the output of `work`, and fails if `work` sends requests forever.
    async fn unless_endless<T>(recording: &Recording, server: &ApiServer, work: impl Future<Output = T>) -> T {
        match select(pin!(work), pin!(too_many(server))).await {
            Either::Left((done, _)) => done,
            Either::Right(_) => expected("it gives up after three retries")
                .but(format!("the server saw more than {MANY} requests"))
                .looks_as_if("nothing ends the retries while the attempts fail")
                .fail(recording),
        }
    }

    /// Runs `work` until the server's counts are as wanted, or until nothing moves any more although they are not.
    /// Returns `None` if `work` is done before that.
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

    /// Runs `work` until it sends its first request, even if it sleeps for no time before.
    async fn until_begun<F: Future>(server: &ApiServer, work: &mut Pin<&mut F>) {
        if requests_by_then(server, work).await == 0 {
            // A sleep of no time lasts until the next millisecond, too.
            tokio::time::advance(MILLISECOND).await;
        }
    }

    /// Runs `work` until nothing moves any more, and returns the number of requests so far.
    async fn requests_by_then<F: Future>(server: &ApiServer, work: &mut Pin<&mut F>) -> u64 {
        let _ = select(work.as_mut(), select(pin!(server.settled()), pin!(too_many(server)))).await;
        server.counts().started
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
                assert_tries_again(&recording, fault).await;
            }
        });
    }

    #[test]
    fn tries_again_when_the_body_does_not_end_in_time() {
        live(async |recording| assert_tries_again(&recording, Fault::EndlessBody).await);
    }

    async fn assert_tries_again(recording: &Recording, fault: Fault) {
        let behavior = Behavior::new().script([fault]).bandwidth(1_000_000);
        let server = start(Config::new().path("/posts/3", behavior));
        let (client, url) = (client(LONG), server.url_of("/posts/3"));
        let fetching = fetch_with_retry(&client, &url, &AT_ONCE);
        let result = if [Fault::NoAnswer, Fault::EndlessBody].contains(&fault) {
            let _clock = StoppedClock::stop();
            let mut fetching = pin!(fetching.fuse());
            until_begun(&server, &mut fetching).await;
            // The client's timeout, and then the delay, which may consist of several sleeps.
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
            Some(unless_endless(recording, &server, fetching).await)
        };
        let outcome = result.as_ref().map_or_else(|| "nothing".to_owned(), outline_of);
        if outcome != "post 3" {
            let cause = match &result {
                Some(Err(error)) if error.attempts.len() == 1 => {
                    Some("it treats this as final, although it may go away")
                }
                _ => None,
            };
            let report = expected(format!("it retries after `{fault}`, and returns post 3"))
                .but(format!("it returned {outcome}"));
            report.looks_as_if_any(cause).fail(recording);
        }
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
                        Ok(body) if body.is_empty() => "an error is replaced by an empty text",
                        _ => {
                            "it retries more than the failures that may go away: a timeout, a failed connection, and \
                             the statuses 429, 502, 503 and 504"
                        }
                    };
                    expected(format!("`{fault}` is final: one request, and its error"))
                        .but(format!("the requests were {requests}, and it returned {}", outline_of(&result)))
                        .looks_as_if(cause)
                        .fail(&recording);
                }
            }
            // The first attempt, and one after a failure that may go away.
            for before in [0, 1] {
                let server = Raw::start(move |path, number| match path.parse() {
                    Ok(status) if number >= before => {
                        Answer::followed(status, "", if [204, 304].contains(&status) { "" } else { "hello" })
                    }
                    _ => Answer::followed(503, "", ""),
                })
                .await;
                let client = client(LONG);
                let is_final = |(status, _): &(u16, String)| ![429, 502, 503, 504].contains(status);
                for (status, wanted) in statuses().filter(is_final).step_by(1 + 2 * before) {
                    let result = fetch_with_retry(&client, &server.url_of(status), &AT_ONCE).await;
                    let requests = server.requests(status);
                    let (is_success, after) = (status < 300, if before == 0 { "" } else { " after a status 503" });
                    let wanted = match before {
                        _ if is_success => wanted,
                        0 => format!("the errors {wanted}"),
                        _ => format!("the errors Status 503, {wanted}"),
                    };
                    if requests != before + 1 || outline_of(&result) != wanted {
                        let cause = (!is_success && requests > before + 1).then_some(
                            "it retries more than the failures that may go away: a timeout, a failed connection, and \
                             the statuses 429, 502, 503 and 504",
                        );
                        expected(format!(
                            "status {status}{after} is {}: {}, and {wanted}",
                            if is_success { "a success" } else { "final" },
                            count(before as u64 + 1, "request", "requests"),
                        ))
                        .but(format!("the requests were {requests}, and it returned {}", outline_of(&result)))
                        .looks_as_if_any(cause)
                        .fail(&recording);
                    }
                }
            }
            let client = client(LONG);
            let circle = Raw::start(|_, _| Answer::new(302, "Location: /again\r\n")).await;
            for (situation, url) in
                [("an invalid URL", "posts/3".to_owned()), ("a circle of redirects", circle.url_of("again"))]
            {
                let result = fetch_with_retry(&client, &url, &AT_ONCE).await;
                if outline_of(&result) != "the errors Request" {
                    let cause = result.as_ref().is_err_and(|error| error.attempts.len() > 1);
                    let report = expected(format!("{situation} is final: one attempt, with the error `Request`"))
                        .but(format!("it returned {}", outline_of(&result)));
                    report
                        .looks_as_if_any(cause.then_some("it retries a request that can never be made"))
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn tries_again_after_any_sequence_of_what_may_pass() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let temporary = [429, 502, 503, 504].map(Fault::Status).into_iter().chain([Fault::ConnectionReset]);
            let temporary: Vec<Fault> = temporary.collect();
            let ends = [None, Some(Fault::Status(404)), Some(Fault::Status(500)), Some(Fault::HalfBody)];
            for end in ends.iter().cycle().take(16) {
                let failures = draw.usize(0..=12);
                let script: Vec<Fault> = draw.list(failures, |draw| *draw.pick(&temporary));
                let outcomes = script.iter().copied().map(Some).chain([*end]);
                let server = start(Config::new().path("/posts/3", Behavior::new().script(outcomes)));
                let (client, url) = (client(LONG), server.url_of("/posts/3"));
                let policy = Policy { retries: 12, ..AT_ONCE };
                let result = unless_endless(&recording, &server, fetch_with_retry(&client, &url, &policy)).await;
                let name = |fault: &Fault| match fault {
                    Fault::Status(status) => format!("Status {status}"),
                    Fault::HalfBody => "Body".to_owned(),
                    _ => "Connection".to_owned(),
                };
                let wanted = match end {
                    None => "post 3".to_owned(),
                    Some(end) => {
                        let errors: Vec<String> = script.iter().chain([end]).map(name).collect();
                        format!("the errors {}", errors.join(", "))
                    }
                };
                let outcome = outline_of(&result);
                if outcome != wanted {
                    let faults: Vec<String> = script.iter().map(Fault::to_string).collect();
                    let then = end.map_or_else(|| "a good response".to_owned(), |end| end.to_string());
                    let cause = match &result {
                        Err(error)
                            if !error.attempts.is_empty() && wanted.ends_with(&outcome["the errors ".len()..]) =>
                        {
                            Some("it tells only the last attempts: the errors are lost when a final one comes")
                        }
                        Err(error) if error.attempts.len() <= failures => {
                            Some("it gives up too early, or does not retry after each failure that may go away")
                        }
                        _ => None,
                    };
                    expected(format!("after the faults [{}] and then {then}: {wanted}", faults.join(", ")))
                        .but(format!("it returned {outcome}"))
                        .looks_as_if_any(cause)
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn ends_at_once_after_the_last_retry_or_a_final_error() {
        live(async |recording| {
            let long = Duration::from_secs(1_000_000);
            let again = |header: &str| Answer::new(503, header);
            let cases = [
                ("404", Answer::new(404, ""), 3),
                ("404 with `Retry-After: 5000`", Answer::new(404, "Retry-After: 5000\r\n"), 3),
                ("500", Answer::new(500, ""), 3),
                ("503, without any retry", again(""), 0),
                ("503 with `Retry-After: 5000`, without any retry", again("Retry-After: 5000\r\n"), 0),
            ];
            let answers = cases.clone().map(|(_, answer, _)| answer);
            let server = Raw::start(move |path, _| answers[path.parse::<usize>().unwrap_or(0)].clone()).await;
            let client = client(LONG);
            let _clock = StoppedClock::stop();
            for (case, (name, _, retries)) in cases.iter().enumerate() {
                let policy = Policy { base: long, cap: long, retries: *retries };
                let url = server.url_of(case);
                let mut fetching = pin!(fetch_with_retry(&client, &url, &policy));
                // A sleep of no time lasts until the next millisecond, too.
                let mut ended = server.to_the_end(fetching.as_mut()).await;
                if ended.is_none() {
                    tokio::time::advance(MILLISECOND).await;
                    ended = server.to_the_end(fetching.as_mut()).await;
                }
                let Some(result) = ended else {
                    tokio::time::advance(2 * long).await;
                    let _ = server.to_the_end(fetching).await;
                    let cause = match server.requests(case) {
                        1 => "it waits before it knows whether there will be another attempt",
                        _ if name.starts_with("503") => {
                            "a retry that `Retry-After` asks for is not counted: the policy says how many there are"
                        }
                        _ => "`Retry-After` makes a failure temporary that is final",
                    };
                    expected(format!("after status {name}, it returns at once"))
                        .but("it was still waiting on tokio's clock")
                        .looks_as_if(cause)
                        .fail(&recording)
                };
                let requests = server.requests(case);
                if requests != 1 || result.is_ok_and(|body| !body.is_empty()) {
                    expected(format!("after status {name}, one request and an error"))
                        .but(format!("there were {requests}, or a success"))
                        .fail(&recording);
                }
            }
            let (policy, url) = (Policy { base: long, cap: long, retries: 1 }, server.url_of("3"));
            let before = server.requests("3");
            let mut fetching = pin!(fetch_with_retry(&client, &url, &policy).fuse());
            // The wait may consist of two sleeps, and each lasts until the next millisecond.
            let mut ended = None;
            for time in [MILLISECOND, long + MILLISECOND, MILLISECOND] {
                if let Either::Left((result, _)) = select(fetching.as_mut(), pin!(server.settled())).await {
                    ended = Some(result);
                }
                tokio::time::advance(time).await;
            }
            if ended.is_none() {
                ended = server.to_the_end(fetching).await;
            }
            let Some(result) = ended else {
                if server.requests("3") < before + 2 {
                    expected(format!("the retry comes at most {long:?} after the failure"))
                        .but("after that time on tokio's clock there was none")
                        .looks_as_if("it waits on another clock: use `tokio::time::sleep(..).await`")
                        .fail(&recording);
                }
                expected("after the last retry it returns at once")
                    .but("it was still waiting on tokio's clock")
                    .looks_as_if("it waits once more after the last attempt")
                    .fail(&recording)
            };
            if outline_of(&result) != "the errors Status 503, Status 503" {
                expected("the errors Status 503, Status 503 of both attempts")
                    .but(format!("it returned {}", outline_of(&result)))
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn the_waits_grow_with_each_retry() {
        live(async |recording| {
            let base = Draw::of_test().duration(SECOND..=2 * SECOND);
            let policy = Policy { base, cap: base * 2_u32.pow(20), retries: 13 };
            let server = Raw::start(|_, _| Answer::new(503, "")).await;
            let (client, url) = (client(LONG), server.url_of("posts"));
            let _clock = StoppedClock::stop();
            let mut fetching = pin!(fetch_with_retry(&client, &url, &policy).fuse());
            let mut soon = 0;
            let _ = select(fetching.as_mut(), pin!(server.settled())).await;
            for retry in 0..policy.retries {
                if server.requests("posts") < retry as usize + 1 {
                    break;
                }
                // The wait may consist of two sleeps, and each lasts until the next millisecond.
                for time in [MILLISECOND, base + 2 * MILLISECOND] {
                    let _ = select(fetching.as_mut(), pin!(server.settled())).await;
                    tokio::time::advance(time).await;
                }
                let _ = select(fetching.as_mut(), pin!(server.settled())).await;
                if server.requests("posts") > retry as usize + 1 {
                    soon += 1;
                } else {
                    tokio::time::advance(bound(policy.base, policy.cap, retry) + 2 * MILLISECOND).await;
                    let _ = select(fetching.as_mut(), pin!(server.settled())).await;
                }
            }
            // The first retry is always one of them. Before the others, the probability of seven is below one in a
            // million.
            if soon > 7 {
                expected(format!("with {policy:?} most retries wait for longer than the base"))
                    .but(format!("{soon} of {} came within it", policy.retries))
                    .looks_as_if("the waits do not grow: it takes the first of the policy's delays again and again")
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn waits_for_the_next_of_the_delays_before_each_retry() {
        paused_for(40 * DAY, async |recording| {
            const CALLS: usize = 40;
            let base = Draw::of_test().duration(SECOND..=2 * SECOND);
            let policy = Policy { base, cap: base * 100, retries: 12 };
            let lookups = Lookups::that_take(Duration::ZERO);
            let client = lookups.client();
            let urls = on_hosts(0..CALLS);
            futures::future::join_all(urls.iter().map(|url| fetch_with_retry(&client, url, &policy))).await;
            let waits: Vec<Vec<Duration>> = (0..CALLS).map(|call| lookups.times_between(call)).collect();
            for retry in 0..12 {
                let bound = bound(policy.base, policy.cap, retry);
                let of_all = || waits.iter().filter_map(|waits| waits.get(retry as usize)).copied();
                let (shortest, longest) = (of_all().min().unwrap_or_default(), of_all().max().unwrap_or_default());
                // The probability that forty delays leave out a half is below one in a hundred thousand million.
                if of_all().count() != CALLS
                    || longest > bound + 3 * MILLISECOND
                    || longest < bound / 2
                    || shortest > bound / 2
                {
                    let cause = if of_all().count() != CALLS {
                        "it gives up before the policy's delays end"
                    } else if longest <= shortest + 3 * MILLISECOND {
                        "the seed is the same in each call: clients that fail together come back together"
                    } else if longest < bound / 2 && longest <= base + 3 * MILLISECOND {
                        "the waits do not grow: it takes the first of the policy's delays again and again"
                    } else {
                        "it leaves out some of the policy's delays, takes one twice, or waits for something else"
                    };
                    expected(format!("with {policy:?} the waits before retry {retry} lie between zero and {bound:?}"))
                        .but(format!(
                            "in {CALLS} calls there were {}, between {shortest:?} and {longest:?}",
                            of_all().count()
                        ))
                        .looks_as_if(cause)
                        .without_picture()
                        .fail(&recording);
                }
            }
            for (step, name) in
                [(SECOND, "seconds"), (SECOND / 10, "tenths of a second"), (SECOND / 100, "hundredths of a second")]
            {
                // A wait may consist of two sleeps, and each lasts until the next millisecond.
                let is_whole = |wait: &Duration| wait.as_nanos() % step.as_nanos() <= (3 * MILLISECOND).as_nanos();
                if waits.iter().flatten().all(is_whole) {
                    expected("it waits as long as the delays say, which have nanoseconds, on a clock of milliseconds")
                        .but(format!("call 0 waited for {:?}", waits[0]))
                        .looks_as_if(format!("the delays are rounded to whole {name}"))
                        .without_picture()
                        .fail(&recording);
                }
            }
            let is_near = |wait: &Duration, delay: &Duration| wait.abs_diff(*delay) <= 3 * MILLISECOND;
            let small: Vec<Vec<Duration>> = (0..1000).map(|seed| policy.delays(seed).take(12).collect()).collect();
            for (call, waits) in waits.iter().enumerate() {
                let same = |seed: &usize| waits.iter().zip(&small[*seed]).all(|(wait, delay)| is_near(wait, delay));
                if let Some(seed) = (0..small.len()).find(same) {
                    expected("each call draws its delays with a new random seed")
                        .but(format!("call {call} waited for {waits:?}, the delays of the seed {seed}"))
                        .looks_as_if(
                            "the seed is a constant, counts the calls, or has only a few bits: other programs have the same ones",
                        )
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn waits_for_its_delay_from_the_end_of_an_attempt() {
        paused_for(40 * DAY, async |recording| {
            let mut draw = Draw::of_test();
            let timeout = draw.duration(100 * SECOND..=200 * SECOND);
            let longest = timeout / 2;
            let policy = Policy { base: longest, cap: longest, retries: 12 };
            let lookups = Lookups::default();
            let client = lookups.client_with(|builder| builder.timeout(timeout));
            let url = on_hosts([1]).remove(0);
            let _ = fetch_with_retry(&client, &url, &policy).await;
            let waits: Vec<Duration> =
                lookups.times_between(1).into_iter().map(|time| time.saturating_sub(timeout)).collect();
            let (shortest, longest_of_all) = (waits.iter().min(), waits.iter().max());
            // The probability that twelve delays are all shorter than a tenth is one in a million million.
            if waits.len() != 12
                || longest_of_all.is_none_or(|wait| *wait > longest + 6 * MILLISECOND || *wait < longest / 10)
            {
                let cause = longest_of_all.is_some_and(|wait| *wait < longest / 10).then_some(
                    "the time of an attempt is taken off the wait: the delay begins when the attempt has failed",
                );
                expected(format!(
                    "after attempts that each time out after {timeout:?}, twelve waits between zero and {longest:?}"
                ))
                .but(format!("there were {}, between {shortest:?} and {longest_of_all:?}", waits.len()))
                .looks_as_if_any(cause)
                .without_picture()
                .fail(&recording);
            }
        });
    }

    #[test]
    fn tries_again_as_often_as_the_policy_says() {
        paused_for(40 * DAY, async |recording| {
            let retries = Draw::of_test().within(150..=200) as u32;
            let policy = Policy { retries, ..AT_ONCE };
            let client = Lookups::that_take(Duration::ZERO).client();
            let attempts = match fetch_with_retry(&client, &on_hosts([1])[0], &policy).await {
                Ok(_) => 0,
                Err(error) => error.attempts.len(),
            };
            if attempts != retries as usize + 1 {
                expected(format!("with {retries} retries, the errors of {} attempts", retries + 1))
                    .but(format!("there are {attempts}"))
                    .looks_as_if_any((attempts < retries as usize).then_some("it has a limit of its own"))
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn wakes_the_task_that_polled_it_last() {
        paused(async |recording| {
            let client = Lookups::that_take(SECOND).client();
            let result = woken(fetch_with_retry(&client, &on_hosts([1])[0], &AT_ONCE)).await;
            if outline_of(&result) != "the errors Connection, Connection, Connection, Connection" {
                expected("four errors `Connection`")
                    .but(format!("it returned {}", outline_of(&result)))
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn dropped_while_it_waits_it_sends_no_more() {
        live(async |recording| {
            let long = Duration::from_secs(1_000_000);
            let policy = Policy { base: long, cap: long, retries: 5 };
            let server = Raw::start(|path, _| {
                Answer::new(503, if path.starts_with("asked") { "Retry-After: 1000000\r\n" } else { "" })
            })
            .await;
            let client = client(LONG);
            let _clock = StoppedClock::stop();
            for (path, waits) in [("posts", 1), ("asked", 1), ("posts-again", 2), ("asked-again", 2)] {
                let url = server.url_of(path);
                let mut fetching = Box::pin(fetch_with_retry(&client, &url, &policy));
                let _ = select(fetching.as_mut(), pin!(server.settled())).await;
                for _ in 1..waits {
                    // The wait may consist of two sleeps.
                    for _ in 0..2 {
                        if server.requests(path) == 1 {
                            tokio::time::advance(long + MILLISECOND).await;
                            let _ = select(fetching.as_mut(), pin!(server.settled())).await;
                        }
                    }
                }
                let before = server.requests(path);
                drop(fetching);
                tokio::time::advance(3 * long).await;
                server.settled().await;
                let requests = server.requests(path);
                if requests > before {
                    expected(format!("dropped in its wait number {before}, it sends no other request"))
                        .but(format!("the server saw {}", requests - before))
                        .looks_as_if("a spawned task waits and retries, and nobody aborts it")
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn dropped_in_its_second_attempt_it_sends_no_more() {
        live(async |recording| {
            let behavior = Behavior::holding().script([Fault::Status(503)]);
            let server = start(Config::new().record(&recording).path("/posts/3", behavior));
            let (client, url) = (client(LONG), server.url_of("/posts/3"));
            let mut fetching = Box::pin(fetch_with_retry(&client, &url, &AT_ONCE));
            until_in_flight(&recording, &server, fetching.as_mut(), 1).await;
            server.release_waiting();
            let second = server.reaches(|counts| counts.started == 2 && counts.in_flight == 1);
            if let Either::Left((result, _)) = select(fetching.as_mut(), pin!(second)).await {
                expected("after a 503 it sends a second request, and waits for the response")
                    .but(format!("it returned {}", outline_of(&result)))
                    .fail(&recording);
            }
            drop(fetching);
            assert_given_up(&recording, &server, 1).await;
        });
    }

    #[test]
    fn ends_as_fetch_does() {
        live(async |recording| {
            assert_ends_like_fetch(&recording, false, async |client, url| {
                let policy = Policy { retries: 0, ..AT_ONCE };
                match fetch_with_retry(client, url, &policy).await {
                    Ok(body) => vec![Ok(body)],
                    Err(RetryError { attempts }) => attempts.into_iter().map(Err).collect(),
                }
            })
            .await;
        });
    }

    #[test]
    fn waits_as_long_as_the_client() {
        paused_for(40 * DAY, async |recording| {
            let policy = Policy { retries: 0, ..AT_ONCE };
            assert_waits_for_the_client(&recording, Duration::ZERO, async |client, url| {
                match fetch_with_retry(client, &url, &policy).await {
                    Ok(_) => "a success".to_owned(),
                    Err(error) => error.attempts.iter().map(kind).collect::<Vec<_>>().join(", "),
                }
            })
            .await;
        });
    }

    #[test]
    fn an_empty_body_is_a_success() {
        live(async |recording| {
            let server = Raw::start(|_, _| Answer::with_body(200, "", "")).await;
            let result = fetch_with_retry(&client(LONG), &server.url_of("empty"), &AT_ONCE).await;
            let requests = server.requests("empty");
            if requests != 1 || !matches!(&result, Ok(body) if body.is_empty()) {
                expected("a response with an empty body is a success: one request, and an empty text")
                    .but(format!("the requests were {requests}, and it returned {}", outline_of(&result)))
                    .looks_as_if("it takes an empty body for a failure")
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn tries_again_after_each_failure_of_a_connection() {
        live(async |recording| {
            let refusing = TcpSocket::new_v4().expect("a socket");
            refusing.bind(([127, 0, 0, 1], 0).into()).expect("a free port");
            let refused = format!("http://{}/", refusing.local_addr().expect("it has an address"));
            let answers = ["", "HELLO\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-"];
            let server = Raw::start(move |path, _| Answer::raw(answers[path.parse::<usize>().unwrap_or(0)])).await;
            let unknown = Client::builder().no_proxy().dns_resolver(Arc::new(Unknown)).build().expect("a client");
            for (situation, client, url) in [
                ("a port where nobody listens", client(LONG), refused),
                ("a host that does not exist", unknown, "http://nobody.test/".to_owned()),
                ("a server that closes the connection", client(LONG), server.url_of(0)),
                ("a response that is no HTTP", client(LONG), server.url_of(1)),
                ("half a head", client(LONG), server.url_of(2)),
            ] {
                let outcome = outline_of(&fetch_with_retry(&client, &url, &AT_ONCE).await);
                if outcome != "the errors Connection, Connection, Connection, Connection" {
                    let cause = (outcome == "the errors Connection")
                        .then_some("it treats this as final, although it may go away");
                    let report = expected(format!("for {situation}: three retries, and four errors `Connection`"))
                        .but(format!("it returned {outcome}"));
                    report.looks_as_if_any(cause).fail(&recording);
                }
            }
        });
    }

    /// A resolver that knows no host.
    struct Unknown;

    impl Resolve for Unknown {
        fn resolve(&self, _: Name) -> Resolving {
            Box::pin(async { Err("there is no such host".into()) })
        }
    }

    #[test]
    fn takes_the_largest_number_of_retries() {
        live(async |recording| {
            let policy = Policy { retries: u32::MAX, ..AT_ONCE };
            let server = Raw::start(|path, number| match (path, number) {
                ("posts", 0..=2) => Answer::new(503, ""),
                ("posts", _) => Answer::new(200, ""),
                _ => Answer::new(404, ""),
            })
            .await;
            for (path, wanted) in [("posts", "\"hello\""), ("nothing", "the errors Status 404")] {
                let (client, url) = (client(LONG), server.url_of(path));
                let fetching = AssertUnwindSafe(fetch_with_retry(&client, &url, &policy)).catch_unwind();
                let outcome = match fetching.await {
                    Ok(result) => outline_of(&result),
                    Err(panic) => format!("a panic: {}", message(&*panic)),
                };
                if outcome != wanted {
                    let cause = outcome.contains("overflow").then_some(
                        "it calculates `retries + 1`, which the largest number of retries does not allow: count the retries",
                    );
                    let report = expected(format!("with `u32::MAX` retries it returns {wanted}"))
                        .but(format!("it returned {outcome}"));
                    report.looks_as_if_any(cause).fail(&recording);
                }
            }
        });
    }

    #[test]
    fn no_wait_overflows() {
        live(async |recording| {
            let headers = [String::new(), "Retry-After: 3\r\n".to_owned(), format!("Retry-After: {}\r\n", u64::MAX)];
            let answers = headers.clone();
            let server =
                Raw::start(move |path, _| Answer::new(503, &answers[path.parse::<usize>().unwrap_or(0)])).await;
            let client = client(LONG);
            let _clock = StoppedClock::stop();
            for (case, header) in headers.iter().enumerate() {
                // Each draws a delay of its own: half of all delays are longer than an `Instant` can hold, and one in
                // several hundred thousand is shorter than a million years.
                let policy = Policy { base: Duration::MAX, cap: Duration::MAX, retries: 3 };
                let url = server.url_of(case);
                let mut fetching = select_all(
                    (0..20)
                        .map(|_| Box::pin(AssertUnwindSafe(fetch_with_retry(&client, &url, &policy)).catch_unwind())),
                );
                for turn in 0..3 {
                    if turn == 1 {
                        // A sleep of no time lasts until the next millisecond, too.
                        tokio::time::advance(MILLISECOND).await;
                    }
                    if let Either::Left(((ended, ..), _)) = select(&mut fetching, pin!(server.settled())).await {
                        let outcome = match ended {
                            Ok(result) => outline_of(&result),
                            Err(panic) => format!("a panic: {}", message(&*panic)),
                        };
                        let asked = if header.is_empty() { "" } else { " and " };
                        expected(format!("with a cap of `Duration::MAX`{asked}{} it waits", header.trim_end()))
                            .but(format!("it returned {outcome}"))
                            .looks_as_if(
                                "a sum of times overflows: `tokio::time::sleep` takes any `Duration`, but `Instant + Duration` \
                                 and `Duration + Duration` have a largest value",
                            )
                            .fail(&recording);
                    }
                }
            }
        });
    }

    #[test]
    fn asks_each_failure_when_to_come_again() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let asked: Vec<Option<u64>> =
                [true, false, true, true, false].map(|asks| asks.then(|| draw.within(100_000..=200_000))).into();
            let answers = asked.clone();
            let server = Raw::start(move |_, number| match answers.get(number) {
                Some(Some(seconds)) => Answer::new(503, &format!("Retry-After: {seconds}\r\n")),
                Some(None) => Answer::new(503, ""),
                None => Answer::new(200, ""),
            })
            .await;
            let (client, url) = (client(LONG), server.url_of("posts"));
            let _clock = StoppedClock::stop();
            let policy = Policy { retries: 9, ..AT_ONCE };
            let mut fetching = pin!(fetch_with_retry(&client, &url, &policy).fuse());
            let _ = select(fetching.as_mut(), pin!(server.settled())).await;
            if server.requests("posts") == 0 {
                // A sleep of no time lasts until the next millisecond, too.
                tokio::time::advance(MILLISECOND).await;
            }
            for (failed, asks) in asked.iter().enumerate() {
                let wanted = failed + 1;
                let wait = Duration::from_secs(asks.unwrap_or_default());
                let _ = reaches(&server, &mut fetching, |requests| requests >= wanted).await;
                if let Some(seconds) = asks {
                    // The delay may come before the wait that the server asks for.
                    tokio::time::advance(2 * MILLISECOND).await;
                    let _ = select(fetching.as_mut(), pin!(server.settled())).await;
                    tokio::time::advance(wait.saturating_sub(5 * MILLISECOND)).await;
                    let _ = select(fetching.as_mut(), pin!(server.settled())).await;
                    if server.requests("posts") > wanted {
                        let cause = (failed > 0)
                            .then_some("it takes the `Retry-After` of the first failure, or of the last but one");
                        let report = expected(format!(
                            "response {failed} asks for a wait of {seconds} s, and no retry comes before"
                        ))
                        .but("there was one");
                        report.looks_as_if_any(cause).fail(&recording);
                    }
                }
                // The wait may consist of two sleeps, and each lasts until the next millisecond.
                for _ in 0..3 {
                    if server.requests("posts") <= wanted {
                        tokio::time::advance(3 * MILLISECOND).await;
                        let _ = select(fetching.as_mut(), pin!(server.settled())).await;
                    }
                }
                if !reaches(&server, &mut fetching, |requests| requests > wanted).await {
                    let cause = asks.is_none().then_some("it still waits as an earlier failure has asked for");
                    let asks = asks.map_or_else(|| "no wait".to_owned(), |seconds| format!("a wait of {seconds} s"));
                    let report = expected(format!("response {failed} asks for {asks}, and then the retry comes"))
                        .but("there was none");
                    report.looks_as_if_any(cause).fail(&recording);
                }
            }
        });
    }

    /// Runs `work` until the requests are as wanted. Returns false if they are not, although none has come for a long while.
    async fn reaches<F: Future>(server: &Raw, work: &mut Pin<&mut F>, holds: impl Fn(usize) -> bool) -> bool {
        for _ in 0..20 {
            if holds(server.requests("posts")) {
                return true;
            }
            let _ = select(work.as_mut(), pin!(server.settled())).await;
        }
        holds(server.requests("posts"))
    }

    /// A status, a value of `Retry-After`, and what it asks for.
    struct Case {
        status: u16,
        value: String,
        asked: Asked,
    }

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Asked {
        Nothing,
        Seconds(u64),
        /// Until a date in this number of days.
        Days(u64),
        ForEver,
    }

    impl Case {
        /// Returns each form of the header with each of the four statuses.
        fn all(draw: &mut Draw) -> Vec<Case> {
            let mut cases = Vec::new();
            for status in [429, 502, 503, 504] {
                let seconds = draw.within(100_000..=200_000);
                let mut add = |value: String, asked| cases.push(Case { status, value, asked });
                add(seconds.to_string(), Asked::Seconds(seconds));
                add(httpdate::fmt_http_date(SystemTime::now() + DAY * 10), Asked::Days(10));
                add(u64::MAX.to_string(), Asked::ForEver);
                for nothing in
                    ["0", "soon", "-5", "1.5", "", "99999999999999999999999", "Fri, 31 Dec 1999 23:59:59 GMT"]
                {
                    add(nothing.to_owned(), Asked::Nothing);
                }
            }
            cases
        }

        /// Returns the moments to look at, each with the wait that ends there.
        fn moments(cases: &[Case]) -> Vec<(Duration, Asked)> {
            let seconds: BTreeSet<u64> = cases
                .iter()
                .filter_map(|case| if let Asked::Seconds(seconds) = case.asked { Some(seconds) } else { None })
                .collect();
            let mut moments = vec![(MILLISECOND * 4, Asked::Nothing)];
            for seconds in seconds {
                let end = Duration::from_secs(seconds);
                moments.push((end.saturating_sub(MILLISECOND * 3), Asked::Nothing));
                moments.push((end + MILLISECOND * 4, Asked::Seconds(seconds)));
            }
            moments.extend([(DAY * 9, Asked::Nothing), (DAY * 10 + SECOND, Asked::Days(10))]);
            moments
        }

        fn assert_success(&self, recording: &Recording, result: &std::thread::Result<Result<String, RetryError>>) {
            let outcome = match result {
                Ok(result) => outline_of(result),
                Err(panic) => format!("a panic: {}", message(&**panic)),
            };
            if outcome == "\"hello\"" {
                return;
            }
            let cause = result.is_err().then_some(
                "the wait overflows: a server may ask for any number of seconds, and `saturating_add` and \
                 `tokio::time::sleep` take any",
            );
            let Case { status, value, .. } = self;
            expected(format!("after status {status} with `Retry-After: {value}` it retries, and succeeds"))
                .but(format!("it returned {outcome}"))
                .looks_as_if_any(cause)
                .fail(recording);
        }
    }

    /// Asserts that the cases which have ended by now are those that had to.
    fn assert_in_time(
        recording: &Recording,
        cases: &[Case],
        now: Duration,
        ended: &BTreeSet<usize>,
        wanted: &BTreeSet<usize>,
    ) {
        // A delay of no time need not be waited for, so what asks for nothing may end at once.
        let too_early: Vec<&Case> =
            ended.difference(wanted).map(|case| &cases[*case]).filter(|case| case.asked != Asked::Nothing).collect();
        let missing = wanted.difference(ended).map(|case| &cases[*case]).next();
        let Some(Case { status, value, asked }) = too_early.first().copied().or(missing) else { return };
        let cause = if too_early.is_empty() {
            None
        } else if too_early.iter().all(|case| case.status != 429) {
            Some("it waits for `Retry-After` after some of the statuses only")
        } else if too_early.iter().all(|case| matches!(case.asked, Asked::Days(_))) {
            Some("it understands seconds, but not a date: the error's `retry_after` has both")
        } else {
            Some("it ignores the `retry_after` of the error, or limits it")
        };
        expected(match asked {
            Asked::Nothing => format!("`Retry-After: {value}` with status {status} asks for no wait"),
            Asked::Seconds(seconds) => format!("status {status} asks for a wait of {seconds} s"),
            Asked::Days(days) => format!("status {status} asks for a wait until {value}, in {days} days"),
            Asked::ForEver => format!("status {status} asks for a wait of {value} s"),
        })
        .but(if too_early.is_empty() {
            format!("after {now:?} on tokio's clock there was no retry")
        } else {
            format!("a retry came within {now:?} on tokio's clock")
        })
        .looks_as_if_any(cause)
        .fail(recording);
    }

    #[test]
    fn waits_for_each_form_of_retry_after_with_each_status() {
        live(async |recording| {
            let cases = Case::all(&mut Draw::of_test());
            let answer = |case: &Case| Answer::new(case.status, &format!("Retry-After: {}\r\n", case.value));
            let answers: Vec<Answer> = cases.iter().map(answer).collect();
            let server = Raw::start(move |path, number| match answers.get(path.parse::<usize>().unwrap_or(0)) {
                Some(answer) if number == 0 => answer.clone(),
                _ => Answer::new(200, ""),
            })
            .await;
            let client = client(LONG);
            let _clock = StoppedClock::stop();
            let mut running: FuturesUnordered<_> = (0..cases.len())
                .map(|case| {
                    let (client, url) = (client.clone(), server.url_of(case));
                    let fetching = async move { fetch_with_retry(&client, &url, &AT_ONCE).await };
                    AssertUnwindSafe(fetching).catch_unwind().map(move |result| (case, result))
                })
                .collect();
            let (mut ended, mut wanted) = (BTreeSet::new(), BTreeSet::new());
            let mut now = Duration::ZERO;
            let mut moments = Case::moments(&cases).into_iter();
            loop {
                // What must end does so in its own time, however busy the machine is.
                let mut rounds = 0;
                while rounds == 0 || rounds < 20 && !wanted.is_subset(&ended) {
                    // The wait may consist of two sleeps, and each lasts until the next millisecond.
                    if (1..=2).contains(&rounds) {
                        tokio::time::advance(MILLISECOND).await;
                        now += MILLISECOND;
                    }
                    rounds += 1;
                    let mut quiet = Box::pin(server.settled());
                    while let Either::Left((Some((case, result)), _)) = select(running.next(), quiet.as_mut()).await {
                        cases[case].assert_success(&recording, &result);
                        ended.insert(case);
                    }
                }
                assert_in_time(&recording, &cases, now, &ended, &wanted);
                let Some((moment, ends)) = moments.next() else { break };
                tokio::time::advance(moment.saturating_sub(now)).await;
                now = moment;
                wanted.extend((0..cases.len()).filter(|case| cases[*case].asked == ends));
            }
        });
    }

    #[test]
    fn uses_the_client_that_it_is_given() {
        live(async |recording| {
            let agent = Draw::of_test().word(12..=16);
            let server = start(Config::new().path("/posts/3", Behavior::new().script([Fault::Status(503)])));
            let _ = fetch_with_retry(&client_named(&agent), &server.url_of("/posts/3"), &AT_ONCE).await;
            assert_client(&recording, &server, &agent);
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
                    5 => Some("there is one retry too many: the first attempt is not one of them"),
                    _ if result.is_ok() => Some("nothing ends the retries while the attempts fail"),
                    _ => None,
                };
                let report = expected("four requests: the first attempt and three retries")
                    .but(format!("the server saw {requests}"));
                report.looks_as_if_any(cause).fail(&recording);
            }
            let outcome = outline_of(&result);
            if outcome != "the errors Status 503, Status 429, Status 502, Status 504" {
                let cause = match &result {
                    Ok(body) if body.is_empty() => Some("an error is replaced by an empty text"),
                    Err(error) if error.attempts.len() == 1 => Some("it returns the error of only one attempt"),
                    Err(error) if error.attempts.len() == 3 => Some("the error of one attempt is missing"),
                    Err(error) if error.attempts.len() == 4 && outcome.ends_with("Status 503") => {
                        Some("the error of the last attempt comes first")
                    }
                    _ => None,
                };
                let report =
                    expected("the errors of all four attempts: Status 503, Status 429, Status 502, Status 504")
                        .but(format!("it returned {outcome}"));
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
            let mut work = pin!(fetch_with_retry(&client, &url, &policy).fuse());
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
                // A sleep of no time lasts until the next millisecond, too.
                tokio::time::advance(MILLISECOND).await;
                if requests_by_then(&server, &mut work).await >= retry + 2 {
                    at_once += 1;
                    continue;
                }
                // A second sleep, of no time, lasts until the next millisecond, too.
                let mut has_come = false;
                for time in [bound * 9 / 10, MILLISECOND] {
                    tokio::time::advance(time).await;
                    has_come = requests_by_then(&server, &mut work).await >= retry + 2;
                    if has_come {
                        break;
                    }
                }
                if has_come {
                    continue;
                }
                tokio::time::advance(bound / 10).await;
                requests_by_then(&server, &mut work).await;
                tokio::time::advance(MILLISECOND).await;
                at_the_bound += 1;
                if matches!(until(&server, &mut work, is_next).await, Some(Err(_))) {
                    expected(format!("retry {retry} comes at most {bound:?} after the failure before it"))
                        .but("after that time on tokio's clock there was none")
                        .fail(&recording);
                }
            }
            until(&server, &mut work, |counts| counts.answered >= 9).await;
            tokio::time::advance(MILLISECOND).await;
            let requests = requests_by_then(&server, &mut work).await;
            if requests > 9 {
                let more = if requests > MANY { " or more" } else { "" };
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
                // A busy machine looks like a thread that sleeps.
                let cause = "it does not wait, or it puts the thread to sleep, and all else that runs on it: use \
                             `tokio::time::sleep(..).await`";
                expected("it waits before the retries, on tokio's clock")
                    .but("the retries came while the clock stood still")
                    .looks_as_if(cause)
                    .fail(&recording);
            }
            if at_the_bound == 8 {
                expected("each delay is drawn between zero and its bound")
                    .but("each of the eight was longer than nine tenths of its bound")
                    .looks_as_if("it does not use the policy's delays, and there is no jitter")
                    .fail(&recording);
            }
            assert_waits_despite_a_short_retry_after(&recording).await;
        });
    }

    /// Asserts on a stopped clock that a retry waits for its delay even if the server allows it earlier.
    async fn assert_waits_despite_a_short_retry_after(recording: &Recording) {
        // The probability of a delay of at most ten seconds is one in a hundred million.
        let longest = Duration::from_secs(1_000_000_000);
        let policy = Policy { base: longest, cap: longest, retries: 1 };
        let values = ["0", "1", "7", "Fri, 31 Dec 1999 23:59:59 GMT"];
        let server = Raw::start(move |path, _| {
            let value = values[path.parse::<usize>().unwrap_or(0)];
            Answer::new(503, &format!("Retry-After: {value}\r\n"))
        })
        .await;
        let client = client(LONG);
        let urls: Vec<String> = (0..values.len()).map(|value| server.url_of(value)).collect();
        let all = urls.iter().map(|url| fetch_with_retry(&client, url, &policy));
        let mut all = pin!(futures::future::join_all(all).fuse());
        // Each of several sleeps lasts until the next millisecond.
        for time in [Duration::ZERO, MILLISECOND, 10 * SECOND, MILLISECOND] {
            tokio::time::advance(time).await;
            for _ in 0..2 {
                let _ = select(all.as_mut(), pin!(server.settled())).await;
            }
        }
        if let Some(early) = (0..values.len()).find(|value| server.requests(value) > 1) {
            expected(format!(
                "after `Retry-After: {}`, too, the retry waits for the delay of the policy: some years here",
                values[early]
            ))
            .but("it came within ten seconds on tokio's clock")
            .looks_as_if("`Retry-After` replaces the delay: wait for the longer of the two")
            .fail(recording);
        }
    }

    #[test]
    fn waits_before_a_retry_whatever_has_failed() {
        live(async |recording| {
            // The probability of a delay of at most a millisecond is one in a thousand million.
            let long = Duration::from_secs(1_000_000);
            let policy = Policy { base: long, cap: long, retries: 1 };
            let (_never, gate) = oneshot::channel();
            let cases = [
                ("status 429", Answer::new(429, "")),
                ("status 502", Answer::new(502, "")),
                ("status 503", Answer::new(503, "")),
                ("status 504", Answer::new(504, "")),
                ("a connection that is closed", Answer::raw("")),
                ("a response that is no HTTP", Answer::raw("HELLO\r\n\r\n")),
                ("a timeout before the response", Answer { gate: Some(gate.shared()), ..Answer::raw("") }),
                ("a timeout in the body", Answer::without_end(200)),
            ];
            let answers = cases.clone().map(|(_, answer)| answer);
            let server = Raw::start(move |path, _| answers[path.parse::<usize>().unwrap_or(0)].clone()).await;
            let client = client(LONG);
            let _clock = StoppedClock::stop();
            for (case, (name, _)) in cases.iter().enumerate() {
                let url = server.url_of(case);
                let mut fetching = pin!(fetch_with_retry(&client, &url, &policy).fuse());
                let _ = select(fetching.as_mut(), pin!(server.settled())).await;
                let until_it_has_failed = if name.contains("timeout") { LONG + SECOND } else { Duration::ZERO };
                for time in [until_it_has_failed, MILLISECOND, MILLISECOND] {
                    tokio::time::advance(time).await;
                    let _ = select(fetching.as_mut(), pin!(server.settled())).await;
                }
                let requests = server.requests(case);
                if requests > 1 {
                    expected(format!(
                        "after {name}, too, the retry waits for the delay of the policy: several days here"
                    ))
                    .but("it came within some milliseconds on tokio's clock")
                    .looks_as_if("it does not wait after this kind of failure")
                    .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn waits_on_tokios_clock_however_short_the_delays_are() {
        live(async |recording| {
            let server = Raw::start(|_, _| Answer::new(503, "")).await;
            let client = client(LONG);
            let _clock = StoppedClock::stop();
            for micros in [20, 400, 3000, 30_000] {
                let base = Duration::from_micros(micros);
                let policy = Policy { base, cap: base, retries: 9 };
                let url = server.url_of(micros);
                let fetching = pin!(fetch_with_retry(&client, &url, &policy));
                if let Either::Left(_) = select(fetching, pin!(server.settled())).await {
                    expected(format!("with {policy:?} it waits before the retries, on tokio's clock"))
                        .but("all nine retries came while the clock stood still")
                        .looks_as_if(
                            "it does not wait for short delays, or it puts the thread to sleep, and all else that runs on it",
                        )
                        .fail(&recording);
                }
            }
        });
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
                    expected("calls that fail at the same time do not retry at the same time")
                        .but(format!("all {CALLS} retried within the same tenth of the longest delay"))
                        .looks_as_if(
                            "all calls have the same seed, such as a constant, the time, or the URL, or it does not use the \
                             policy's delays",
                        )
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
            let retry_after = Duration::from_secs(10);
            let fault = Fault::TooManyRequests { retry_after: RetryAfter::Seconds(10) };
            let server = start(Config::new().path("/posts/3", Behavior::new().script([fault])));
            let (client, url) = (client(LONG), server.url_of("/posts/3"));
            let _clock = StoppedClock::stop();
            let mut work = pin!(fetch_with_retry(&client, &url, &POLICY).fuse());
            until_begun(&server, &mut work).await;
            until(&server, &mut work, |counts| counts.answered >= 1).await;
            // The client has read the response, and waits.
            let mut requests = requests_by_then(&server, &mut work).await;
            let mut waited = Duration::ZERO;
            // Past the longest delay, past the cap, and nearly to the end. A sleep ends at the next full millisecond.
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
                    Some("it ignores the `retry_after` of the error, or takes the shorter of the two waits")
                } else if waited <= steps[0] + steps[1] {
                    Some("the policy's cap shortens the wait that the server asks for")
                } else {
                    None
                };
                let report =
                    expected(format!("the server asks for a wait of {retry_after:?}, and no retry comes before that"))
                        .but(format!("it came within {waited:?} on tokio's clock"));
                report.looks_as_if_any(cause).fail(&recording);
            }
            // The delay may begin after the wait that the server asks for.
            tokio::time::advance(2 * MILLISECOND).await;
            requests_by_then(&server, &mut work).await;
            tokio::time::advance(BOUNDS[0] + MILLISECOND).await;
            if matches!(until(&server, &mut work, |counts| counts.started >= 2).await, Some(Err(_))) {
                expected(format!("the retry comes at most {:?} after the failure", retry_after + BOUNDS[0]))
                    .but("after that time on tokio's clock there was none")
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
                Ok(body) => expected("the error of a 404").but(format!("it returned {body:?}")).fail(&recording),
            }
        });
    }

    #[test]
    fn reserves_no_memory_for_its_retries() {
        paused(async |recording| {
            let policy = Policy { retries: 2_000_000, ..AT_ONCE };
            let (client, urls) = (Lookups::default().client(), on_hosts([1]));
            let mut fetching = pin!(fetch_with_retry(&client, &urls[0], &policy));
            let used = allocation_counter::measure(|| drop(fetching.as_mut().now_or_never()));
            let most = 1_000_000;
            if used.bytes_max > most {
                expected(format!(
                    "before its first attempt ends, it needs less than {most} bytes, however many retries there are"
                ))
                .but(format!("with {} retries it needed {}", policy.retries, used.bytes_max))
                .looks_as_if("it draws all delays, or reserves room for all errors, before they come")
                .without_picture()
                .fail(&recording);
            }
        });
    }

    #[test]
    fn takes_any_number_of_retries() {
        paused_for(40 * DAY, async |recording| {
            let retries = Draw::of_test().within(10_100..=11_000) as u32;
            let policy = Policy { base: Duration::ZERO, cap: Duration::ZERO, retries };
            // Each attempt has timed out before it begins.
            let client = Lookups::default().client_with(|builder| builder.timeout(Duration::ZERO));
            let attempts = match fetch_with_retry(&client, &on_hosts([1])[0], &policy).await {
                Ok(_) => 0,
                Err(error) => error.attempts.iter().filter(|error| kind(error) == "Timeout").count(),
            };
            if attempts != retries as usize + 1 {
                expected(format!("with {retries} retries, {} errors `Timeout`", retries + 1))
                    .but(format!("there are {attempts}"))
                    .looks_as_if_any((attempts < retries as usize).then_some("it has a limit of its own"))
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn tells_of_each_attempt_what_fetch_tells() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let headers =
                ["", "Retry-After: 0\r\n", "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n", "Retry-After: soon\r\n"];
            let temporary: Vec<(u16, &str)> =
                draw.list(9, |draw| (*draw.pick(&[429, 502, 503, 504]), *draw.pick(&headers)));
            let script = temporary.clone();
            let server = Raw::start(move |_, number| match script.get(number) {
                Some((status, header)) => Answer::new(*status, header),
                None => Answer::new(404, "Retry-After: 7\r\n"),
            })
            .await;
            let policy = Policy { retries: 12, ..AT_ONCE };
            let errors = fetch_with_retry(&client(LONG), &server.url_of("posts"), &policy).await.err();
            let errors: Vec<_> = errors.into_iter().flat_map(|error| error.attempts).map(Err).collect();
            let with = |(status, header): &(u16, &str)| match header.len() {
                0 => format!("Status {status}"),
                _ if header.contains("soon") => format!("Status {status}"),
                _ => format!("Status {status} with Retry-After: 0"),
            };
            let wanted: Vec<String> =
                temporary.iter().map(with).chain(["Status 404 with Retry-After: 7".to_owned()]).collect();
            if listed(&errors) != wanted.join(", ") {
                expected(format!("the errors {}", wanted.join(", ")))
                    .but(format!("they are {}", listed(&errors)))
                    .looks_as_if_any(
                        (errors.len() == wanted.len()).then_some("an error is made anew, without its `retry_after`"),
                    )
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn each_call_asks_anew() {
        live(async |recording| {
            assert_fetched_anew(&recording, async |client, url| match fetch_with_retry(client, url, &AT_ONCE).await {
                Ok(body) => outline(&Ok(body)),
                Err(error) => error.attempts.iter().map(kind).collect::<Vec<_>>().join(", "),
            })
            .await;
        });
    }

    #[test]
    fn calls_do_not_wait_for_each_other() {
        paused(async |recording| {
            let policy = Policy { retries: 0, ..AT_ONCE };
            assert_side_by_side(&recording, async |client, url| drop(fetch_with_retry(client, url, &policy).await))
                .await;
        });
    }
}

mod fetch_hedged {
    use super::*;
    use ::concurrent_fetch::fetch_hedged;

    const MILLISECOND: Duration = Duration::from_millis(1);

    /// A server that answers each request when its gate opens.
    struct Gates {
        server: Raw,
        gates: Vec<oneshot::Sender<()>>,
    }

    impl Gates {
        /// Starts a server with these statuses for the first request, the second and so on. The bodies are the numbers 0, 1
        /// and so on.
        async fn start(statuses: &[u16]) -> Gates {
            let answer = |(number, status): (usize, &u16)| Answer::with_body(*status, "", number.to_string());
            Gates::of(statuses.iter().enumerate().map(answer).collect()).await
        }

        /// Starts a server with these answers.
        async fn of(answers: Vec<Answer>) -> Gates {
            let (gates, opened): (Vec<_>, Vec<_>) = answers.iter().map(|_| oneshot::channel()).unzip();
            let answers: Vec<Answer> = answers
                .into_iter()
                .zip(opened)
                .map(|(answer, opened)| Answer { gate: Some(opened.shared()), ..answer })
                .collect();
            let server =
                Raw::start(move |_, number| answers.get(number).cloned().unwrap_or(Answer::new(500, ""))).await;
            Gates { server, gates }
        }

        fn open(&mut self, number: usize) {
            let (closed, _) = oneshot::channel();
            drop(std::mem::replace(&mut self.gates[number], closed));
        }

        fn url(&self) -> String {
            self.server.url_of("posts")
        }

        fn requests(&self) -> usize {
            self.server.requests("posts")
        }

        /// Runs `work` until there are as many requests as wanted and nothing else happens. Returns its output if it is done.
        async fn reach<T>(&self, work: Pin<&mut impl Future<Output = T>>, requests: usize) -> Option<T> {
            self.server.until(work, "posts", requests).await
        }
    }

    fn drawn_delay() -> Duration {
        Draw::of_test().duration(100 * SECOND..=200 * SECOND)
    }

    #[track_caller]
    fn assert_requests(recording: &Recording, when: &str, got: usize, wanted: usize) {
        if got != wanted {
            let cause = match (got, wanted) {
                (2.., 1) => Some("it doesn't wait for the delay before the second request, or not on tokio's clock"),
                (1, 2) => Some(
                    "it waits for the first request alone, starts the second one when the first has ended, or measures \
                         the delay on another clock than tokio's",
                ),
                (3.., 2) => Some("it sends more than two requests"),
                _ => None,
            };
            let report = expected(format!("{when}: {}", count(wanted as u64, "request", "requests")))
                .but(format!("the server saw {got}"));
            report.looks_as_if_any(cause).fail(recording);
        }
    }

    #[test]
    fn a_first_one_that_ends_in_time_is_the_only_one() {
        live(async |recording| {
            let client = client(DAY);
            let _clock = StoppedClock::stop();
            let delay = drawn_delay();
            for (status, wanted) in [(200, "\"0\""), (404, "Status 404"), (503, "Status 503"), (500, "Status 500")] {
                let mut gates = Gates::start(&[status, 200]).await;
                let url = gates.url();
                let mut fetching = pin!(fetch_hedged(&client, &url, delay));
                let early = gates.reach(fetching.as_mut(), 1).await;
                tokio::time::advance(delay.saturating_sub(3 * MILLISECOND)).await;
                let early = if early.is_some() { early } else { gates.reach(fetching.as_mut(), 1).await };
                assert_requests(
                    &recording,
                    &format!("3 ms before the delay of {delay:?} has passed"),
                    gates.requests(),
                    1,
                );
                gates.open(0);
                let ended = if early.is_some() { early } else { gates.server.to_the_end(fetching).await };
                let outcome = ended.as_ref().map_or_else(|| "nothing yet".to_owned(), outline);
                if outcome != wanted {
                    let cause = match ended {
                        None => Some("it waits for the delay, or for a second request, although the first has ended"),
                        Some(_) => None,
                    };
                    let report =
                        expected(format!("the first fetch ends in time, and its result is the result: {wanted}"))
                            .but(format!("it returned {outcome}"));
                    report.looks_as_if_any(cause).fail(&recording);
                }
                tokio::time::advance(2 * delay).await;
                gates.server.settled().await;
                assert_requests(&recording, "after a first fetch that ended in time", gates.requests(), 1);
            }
        });
    }

    #[test]
    fn after_the_delay_the_first_success_of_two_wins() {
        live(async |recording| {
            let client = client(DAY);
            let _clock = StoppedClock::stop();
            for (statuses, first) in [200, 503]
                .into_iter()
                .flat_map(|one| [200, 404].map(|other| [one, other]))
                .flat_map(|two| [(two, 0), (two, 1)])
            {
                let delay = drawn_delay();
                let mut gates = Gates::start(&statuses).await;
                let url = gates.url();
                let mut fetching = pin!(fetch_hedged(&client, &url, delay));
                let _ = gates.reach(fetching.as_mut(), 1).await;
                tokio::time::advance(delay + 2 * MILLISECOND).await;
                let _ = gates.reach(fetching.as_mut(), 2).await;
                assert_requests(&recording, &format!("after the delay of {delay:?}"), gates.requests(), 2);
                let name = |number: usize| match statuses[number] {
                    200 => format!("\"{number}\""),
                    status => format!("Status {status}"),
                };
                let (last, is_success) = (1 - first, statuses[first] == 200);
                let situation = format!(
                    "request {first} ends first, with {}, and request {last} {}",
                    name(first),
                    if is_success { "never".to_owned() } else { format!("later, with {}", name(last)) }
                );
                gates.open(first);
                let mut ended = if is_success {
                    gates.server.to_the_end(fetching.as_mut()).await
                } else {
                    gates.reach(fetching.as_mut(), 2).await
                };
                if let (false, Some(result)) = (is_success, &ended) {
                    expected(format!("{situation}: it waits for the other one"))
                        .but(format!("it returned {}", outline(result)))
                        .looks_as_if("it takes the first result of two, even if it is a failure")
                        .fail(&recording);
                }
                if !is_success {
                    gates.open(last);
                    ended = gates.server.to_the_end(fetching.as_mut()).await;
                }
                let wanted = name(if is_success { first } else { last });
                let outcome = ended.as_ref().map_or_else(|| "nothing yet".to_owned(), outline);
                if outcome != wanted {
                    let cause = match ended {
                        None if first == 1 && is_success => {
                            Some("it waits for the first request, although the second one has succeeded")
                        }
                        None => Some("it waits for the other request, although there is a success"),
                        Some(_) if !is_success && outcome == name(first) => {
                            Some("it returns the error that came first, not the last one")
                        }
                        Some(_) => None,
                    };
                    let report = expected(format!("{situation}: {wanted}")).but(format!("it returned {outcome}"));
                    report.looks_as_if_any(cause).fail(&recording);
                }
                assert_requests(&recording, &situation, gates.requests(), 2);
                let losers = usize::from(is_success);
                if gates.server.left(losers).await != losers {
                    expected(format!("{situation}: the other request is cancelled at once"))
                        .but("the server still holds it")
                        .looks_as_if("it goes on in a spawned task, which nobody aborts")
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn whatever_fails_it_waits_for_the_other() {
        live(async |recording| {
            let _clock = StoppedClock::stop();
            let half = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";
            let kinds = [
                ("a connection that is closed", Answer::raw("")),
                ("a response that is no HTTP", Answer::raw("HELLO\r\n\r\n")),
                ("half a body", Answer::raw(half)),
                ("status 300", Answer::new(300, "")),
                ("status 429 with `Retry-After: 0`", Answer::new(429, "Retry-After: 0\r\n")),
                ("a timeout", Answer::raw("")),
            ];
            for (nth, (kind, failure)) in kinds.into_iter().enumerate() {
                let delay = drawn_delay();
                let is_timeout = kind == "a timeout";
                // The first request times out before the second one.
                let client = client(if is_timeout { delay * 3 / 2 } else { DAY });
                let failing = if is_timeout { 0 } else { nth % 2 };
                let mut answers = vec![failure, Answer::with_body(200, "", "good")];
                if failing == 1 {
                    answers.reverse();
                }
                let mut gates = Gates::of(answers).await;
                let url = gates.url();
                let mut fetching = pin!(fetch_hedged(&client, &url, delay));
                let mut ended = gates.reach(fetching.as_mut(), 1).await;
                tokio::time::advance(delay + 2 * MILLISECOND).await;
                if ended.is_none() {
                    ended = gates.reach(fetching.as_mut(), 2).await;
                }
                assert_requests(&recording, &format!("after the delay of {delay:?}"), gates.requests(), 2);
                if is_timeout {
                    tokio::time::advance(delay / 2).await;
                } else {
                    gates.open(failing);
                }
                for _ in 0..2 {
                    if ended.is_none() {
                        ended = gates.reach(fetching.as_mut(), 2).await;
                    }
                }
                if let Some(result) = ended {
                    expected(format!("request {failing} ends with {kind}, and it waits for the other one"))
                        .but(format!("it returned {}", outline(&result)))
                        .looks_as_if("a failure of this kind ends it")
                        .fail(&recording);
                }
                gates.open(1 - failing);
                let ended = gates.server.to_the_end(fetching).await;
                let outcome = ended.as_ref().map_or_else(|| "nothing yet".to_owned(), outline);
                if outcome != "\"good\"" {
                    expected(format!("request {failing} ends with {kind}, and the other one succeeds: its body"))
                        .but(format!("it returned {outcome}"))
                        .looks_as_if_any(ended.is_none().then_some("a failure of this kind ends both requests"))
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn of_two_failures_it_returns_the_last() {
        live(async |recording| {
            let _clock = StoppedClock::stop();
            let mut draw = Draw::of_test();
            let half = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";
            let kinds = [
                ("Status 404", Answer::new(404, "")),
                ("Status 503", Answer::new(503, "Retry-After: 7\r\n")),
                ("Connection", Answer::raw("")),
                ("Body", Answer::raw(half)),
                ("Timeout", Answer::without_end(200)),
            ];
            let pairs = kinds.iter().flat_map(|first| kinds.iter().map(move |last| (first, last)));
            for ((first, early), (last, late)) in pairs.filter(|((first, _), (last, _))| first != last) {
                let delay = drawn_delay();
                let times_out = [first, last].contains(&&"Timeout");
                let client = client(if times_out { delay * 3 / 2 } else { DAY });
                // Which of the two requests fails first. The one that was sent first times out first.
                let failing = match (*first, *last) {
                    ("Timeout", _) | (_, "Timeout") => 0,
                    _ => draw.usize(0..=1),
                };
                let mut answers = vec![early.clone(), late.clone()];
                if failing == 1 {
                    answers.reverse();
                }
                let mut gates = Gates::of(answers).await;
                let url = gates.url();
                let mut fetching = pin!(fetch_hedged(&client, &url, delay));
                let mut ended = gates.reach(fetching.as_mut(), 1).await;
                tokio::time::advance(delay + 2 * MILLISECOND).await;
                if ended.is_none() {
                    ended = gates.reach(fetching.as_mut(), 2).await;
                }
                assert_requests(&recording, &format!("after the delay of {delay:?}"), gates.requests(), 2);
                for (number, kind) in [(failing, first), (1 - failing, last)] {
                    if *kind == "Timeout" {
                        tokio::time::advance(if number == 0 { delay / 2 } else { 2 * delay }).await;
                    } else {
                        gates.open(number);
                    }
                    if ended.is_none() {
                        ended = if number == failing {
                            gates.reach(fetching.as_mut(), 2).await
                        } else {
                            gates.server.to_the_end(fetching.as_mut()).await
                        };
                    }
                }
                let outcome = ended.as_ref().map_or_else(|| "nothing yet".to_owned(), outline);
                if outcome != *last {
                    let cause = (outcome == *first)
                        .then_some("it prefers an error of one kind to another: the one that came last is the result");
                    expected(format!("one request ends with {first}, and then the other one with {last}: {last}"))
                        .but(format!("it returned {outcome}"))
                        .looks_as_if_any(cause)
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn waits_for_the_longest_delays() {
        paused_for(4000 * DAY, async |recording| {
            let mut draw = Draw::of_test();
            let year = 365 * DAY;
            // In a smaller type, each of these is a short time, or none.
            for wrapped in [
                Duration::from_secs(1 << 32),
                Duration::from_millis(1 << 32),
                Duration::from_micros(1 << 32),
                Duration::from_nanos_u128(1 << 64),
                Duration::from_micros(1 << 53) * 2048,
                Duration::from_millis(1 << 53) * 2048,
            ] {
                let delay = wrapped + draw.duration(Duration::ZERO..=Duration::from_millis(900));
                let lookups = Lookups::default();
                let (client, url) = (lookups.client(), on_hosts([1]).remove(0));
                let mut fetching = pin!(fetch_hedged(&client, &url, delay));
                let _ = until_idle(fetching.as_mut()).await;
                let time = delay.min(year).saturating_sub(10 * MILLISECOND);
                tokio::time::advance(time).await;
                let _ = until_idle(fetching.as_mut()).await;
                let early = lookups.begun().len();
                tokio::time::advance(20 * MILLISECOND).await;
                let _ = until_idle(fetching.as_mut()).await;
                let requests = lookups.begun().len();
                let wanted = if delay < year { 2 } else { 1 };
                if (early, requests) != (1, wanted) {
                    expected(format!(
                        "with a delay of {delay:?}, 1 request after {time:?}, and {wanted} some milliseconds later"
                    ))
                    .but(format!("there were {early}, and {requests}"))
                    .looks_as_if_any(
                        (early > 1).then_some("the delay is converted into a type that is too small for it"),
                    )
                    .without_picture()
                    .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn wakes_the_task_that_polled_it_last() {
        paused(async |recording| {
            let client = Lookups::that_take(SECOND).client();
            let result = woken(fetch_hedged(&client, &on_hosts([1])[0], Duration::from_millis(300))).await;
            if outline(&result) != "Connection" {
                expected("the error Connection")
                    .but(format!("it returned {}", outline(&result)))
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn a_response_that_has_only_begun_is_no_result() {
        live(async |recording| {
            let client = client(DAY);
            let _clock = StoppedClock::stop();
            for begun in [0, 1] {
                let delay = drawn_delay();
                let (open, gate) = oneshot::channel();
                let whole = Answer { gate: Some(gate.shared()), ..Answer::with_body(200, "", "whole") };
                let server =
                    Raw::start(move |_, number| if number == begun { Answer::without_end(200) } else { whole.clone() })
                        .await;
                let url = server.url_of("posts");
                let mut fetching = pin!(fetch_hedged(&client, &url, delay));
                for requests in [1, 2] {
                    let _ = server.until(fetching.as_mut(), "posts", requests).await;
                    if requests == 1 {
                        tokio::time::advance(delay + 2 * MILLISECOND).await;
                    }
                }
                let situation = format!("the response to request {begun} begins, and never ends");
                if server.requests("posts") != 2 {
                    expected(format!("{situation}: after the delay of {delay:?} there are two requests"))
                        .but(format!("the server saw {}", server.requests("posts")))
                        .looks_as_if(
                            "it takes the beginning of the response for its end, and then waits for that body alone",
                        )
                        .fail(&recording);
                }
                let _ = open.send(());
                let ended = server.to_the_end(fetching).await;
                let outcome = ended.as_ref().map_or_else(|| "nothing yet".to_owned(), outline);
                if outcome != "\"whole\"" {
                    expected(format!("{situation}: the other one wins, whose body is whole"))
                        .but(format!("it returned {outcome}"))
                        .looks_as_if_any(
                            ended
                                .is_none()
                                .then_some("it takes the first response that begins, and only then reads its body"),
                        )
                        .fail(&recording);
                }
                if server.left(1).await != 1 {
                    expected(format!("{situation}, and the other one wins: it is cancelled in the middle of its body"))
                        .but("the server still holds it")
                        .looks_as_if("its body is read in a task that nobody aborts")
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn waits_for_the_whole_delay() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for whole in [1, 20, 300] {
                // The clock of tokio's sleeps has whole milliseconds, so the sleep ends with the next one.
                let delay =
                    draw.duration(Duration::from_micros(100)..=Duration::from_micros(900)) + whole * MILLISECOND;
                let lookups = Lookups::default();
                let (client, url) = (lookups.client(), on_hosts([1]).remove(0));
                let mut fetching = pin!(fetch_hedged(&client, &url, delay));
                for (time, requests) in [(Duration::ZERO, 1), (whole * MILLISECOND, 1), (MILLISECOND, 2)] {
                    tokio::time::advance(time).await;
                    for _ in 0..20 {
                        let _ = futures::poll!(fetching.as_mut());
                        tokio::task::yield_now().await;
                    }
                    let got = lookups.begun().len();
                    if got != requests {
                        let now = if requests == 2 { (whole + 1) * MILLISECOND } else { time };
                        let report = expected(format!(
                            "with a delay of {delay:?}, {} after {now:?}",
                            count(requests as u64, "request", "requests")
                        ))
                        .but(format!("there were {got}"))
                        .without_picture();
                        let cause =
                            (got > requests && !time.is_zero()).then_some("the delay is cut to whole milliseconds");
                        report.looks_as_if_any(cause).fail(&recording);
                    }
                }
            }
        });
    }

    #[test]
    fn takes_any_delay() {
        live(async |recording| {
            let client = client(DAY);
            let _clock = StoppedClock::stop();
            for (delay, requests) in [(Duration::ZERO, 2), (Duration::MAX, 1)] {
                let mut gates = Gates::start(&[200, 200]).await;
                let url = gates.url();
                let mut fetching =
                    Box::pin(std::panic::AssertUnwindSafe(fetch_hedged(&client, &url, delay)).catch_unwind());
                let mut ended = gates.reach(fetching.as_mut(), 1).await;
                // A sleep of no time lasts until the next millisecond, too.
                tokio::time::advance(2 * MILLISECOND).await;
                if ended.is_none() {
                    ended = gates.reach(fetching.as_mut(), requests).await;
                }
                if ended.is_none() {
                    assert_requests(&recording, &format!("with a delay of {delay:?}"), gates.requests(), requests);
                    gates.open(0);
                    ended = gates.server.to_the_end(fetching).await;
                }
                let outcome = match ended {
                    Some(Ok(result)) => outline(&result),
                    Some(Err(panic)) => format!("a panic: {}", message(&*panic)),
                    None => "nothing".to_owned(),
                };
                if outcome != "\"0\"" {
                    expected(format!("with a delay of {delay:?} the first request wins, which is answered"))
                        .but(format!("it returned {outcome}"))
                        .looks_as_if("a sum of times overflows: `tokio::time::sleep` takes any `Duration`")
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn dropped_it_gives_up_both_requests() {
        live(async |recording| {
            let client = client(DAY);
            let _clock = StoppedClock::stop();
            let delay = drawn_delay();
            for requests in [1, 2] {
                let gates = Gates::start(&[200, 200]).await;
                let url = gates.url();
                let mut fetching = Box::pin(fetch_hedged(&client, &url, delay));
                let _ = gates.reach(fetching.as_mut(), 1).await;
                if requests == 2 {
                    tokio::time::advance(delay + 2 * MILLISECOND).await;
                    let _ = gates.reach(fetching.as_mut(), 2).await;
                }
                assert_requests(&recording, "before it is dropped", gates.requests(), requests);
                drop(fetching);
                tokio::time::advance(2 * delay).await;
                let left = gates.server.left(requests).await;
                if left != requests || gates.requests() != requests {
                    expected(format!(
                        "dropped, it gives up {}, and sends no other",
                        count(requests as u64, "request", "requests")
                    ))
                    .but(format!("the server saw {left} given up, of {}", gates.requests()))
                    .looks_as_if("a request goes on in a spawned task, which nobody aborts")
                    .fail(&recording);
                }
            }
            for failing in [0, 1] {
                let mut gates = Gates::start(&[503, 503]).await;
                let url = gates.url();
                let mut fetching = Box::pin(fetch_hedged(&client, &url, delay));
                let _ = gates.reach(fetching.as_mut(), 1).await;
                tokio::time::advance(delay + 2 * MILLISECOND).await;
                let _ = gates.reach(fetching.as_mut(), 2).await;
                gates.open(failing);
                for _ in 0..3 {
                    let _ = select(fetching.as_mut(), pin!(gates.server.settled())).await;
                }
                drop(fetching);
                tokio::time::advance(2 * delay).await;
                let left = gates.server.left(1).await;
                if left != 1 || gates.requests() != 2 {
                    expected(format!(
                        "dropped when request {failing} has failed, it gives up the other one, and sends no third"
                    ))
                    .but(format!("the server saw {left} given up, of {}", gates.requests()))
                    .looks_as_if("a request goes on in a spawned task, which nobody aborts")
                    .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn ends_as_fetch_does() {
        live(async |recording| {
            assert_ends_like_fetch(&recording, false, async |client, url| {
                vec![fetch_hedged(client, url, Duration::MAX).await]
            })
            .await;
        });
    }

    #[test]
    fn waits_as_long_as_the_client() {
        paused_for(40 * DAY, async |recording| {
            assert_waits_for_the_client(&recording, SECOND, async |client, url| {
                outline(&fetch_hedged(client, &url, SECOND).await)
            })
            .await;
        });
    }

    #[test]
    fn uses_the_client_that_it_is_given() {
        live(async |recording| {
            let agent = Draw::of_test().word(12..=16);
            let server = start(Config::new().path("/posts/3", Behavior::holding()));
            let (client, url) = (client_named(&agent), server.url_of("/posts/3"));
            let _ = stepwise(&server, fetch_hedged(&client, &url, Duration::ZERO), 2, |_| ()).await;
            assert_client(&recording, &server, &agent);
        });
    }

    #[test]
    fn any_status_in_time_is_the_result() {
        live(async |recording| {
            let server = of_any_status().await;
            let client = client(DAY);
            let _clock = StoppedClock::stop();
            for (status, wanted) in statuses() {
                let url = server.url_of(status);
                let ended = server.to_the_end(pin!(fetch_hedged(&client, &url, drawn_delay()))).await;
                let outcome = ended.as_ref().map_or_else(|| "nothing yet".to_owned(), outline);
                let requests = server.requests(status);
                if outcome != wanted || requests != 1 {
                    expected(format!("the first request ends in time, and its result is the result: {wanted}"))
                        .but(format!("it returned {outcome}, after {}", count(requests as u64, "request", "requests")))
                        .looks_as_if_any(
                            (ended.is_none() || requests > 1)
                                .then_some("it waits for the delay, or sends the second request, after some statuses"),
                        )
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn waits_for_the_other_whatever_the_status_is() {
        live(async |recording| {
            let client = client(DAY);
            let _clock = StoppedClock::stop();
            let failing: Vec<u16> =
                statuses().map(|(status, _)| status).filter(|status| !(200..300).contains(status)).collect();
            let (fail, gate_of_failures) = oneshot::channel::<()>();
            let (succeed, gate_of_successes) = oneshot::channel::<()>();
            let (fails, succeeds) = (gate_of_failures.shared(), gate_of_successes.shared());
            // Of some the first request fails, and of others the second one.
            let server = Raw::start(move |path, number| {
                let status: u16 = path.parse().unwrap_or(500);
                if number == usize::from(status % 2) {
                    Answer { gate: Some(fails.clone()), ..Answer::new(status, "") }
                } else {
                    Answer { gate: Some(succeeds.clone()), ..Answer::with_body(200, "", "good") }
                }
            })
            .await;
            let (delay, all) = (drawn_delay(), failing.len());
            let urls: Vec<String> = failing.iter().map(|status| server.url_of(status)).collect();
            let calls = failing.iter().zip(&urls);
            let mut running: FuturesUnordered<_> = calls
                .map(|(status, url)| fetch_hedged(&client, url, delay).map(move |result| (*status, result)))
                .collect();
            let sent = || server.seen().lines.len();
            let mut fail = Some(fail);
            for (requests, have_failed) in [(all, false), (2 * all, false), (2 * all, true)] {
                for _ in 0..20 {
                    let mut quiet = Box::pin(server.settled());
                    let next = select(running.next(), quiet.as_mut()).await;
                    if let Either::Left((Some((status, result)), _)) = next {
                        let ended = format!("request {} ends with status {status}", status % 2);
                        expected(if have_failed { format!("{ended}, and it waits for the other one") } else { ended })
                            .but(format!("it returned {}", outline(&result)))
                            .looks_as_if_any(
                                have_failed.then_some(
                                    "it ends at some statuses: any status but 2xx is a failure like any other",
                                ),
                            )
                            .without_picture()
                            .fail(&recording);
                    }
                    if sent() >= requests {
                        break;
                    }
                }
                let what = count(all as u64, "call", "calls");
                if sent() != requests {
                    expected(format!("{what} have sent {requests} requests by now"))
                        .but(format!("the server saw {}", sent()))
                        .without_picture()
                        .fail(&recording);
                }
                if requests == all {
                    tokio::time::advance(delay + 2 * MILLISECOND).await;
                } else {
                    drop(fail.take());
                }
            }
            drop(succeed);
            let results = server.to_the_end(running.collect::<Vec<_>>()).await.unwrap_or_default();
            let good = results.iter().filter(|(_, result)| outline(result) == "\"good\"").count();
            if good != all {
                expected(format!("one request of each of {all} calls succeeds, and its body is the result"))
                    .but(format!("{good} calls returned it"))
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn each_call_asks_anew() {
        live(async |recording| {
            assert_fetched_anew(&recording, async |client, url| outline(&fetch_hedged(client, url, DAY).await)).await;
        });
    }

    #[test]
    fn calls_do_not_wait_for_each_other() {
        paused(async |recording| {
            assert_side_by_side(&recording, async |client, url| drop(fetch_hedged(client, url, DAY).await)).await;
        });
    }
}

mod fetch_pages {
    use super::*;
    use ::concurrent_fetch::fetch_pages;

    /// Starts a server with pages 0 to `last`, whose bodies are their numbers. Each links to the next one, in one of several
    /// ways; `after` is the link of the last one.
    async fn linked(last: usize, after: &str) -> Raw {
        let after = after.to_owned();
        Raw::start(move |path, _| {
            let page: usize = path.split(['?', '/', '=']).next_back().and_then(|page| page.parse().ok()).unwrap_or(0);
            let next = page + 1;
            let link = match page % 7 {
                _ if page >= last => after.clone(),
                4 => format!("Link: <?{next}>; REL=\"NEXT\"\r\n"),
                5 => format!("Link: </pages?x=a,b;c&page={next}>; title=\"a, b\"; rel=\"next\"\r\n"),
                6 => format!("link:<{next}/{next}>;rel=next;title=x,</x>;rel=last\r\n"),
                0 => format!("Link: </pages/{next}>; rel=\"next\"\r\n"),
                1 => format!("Link: </pages/0>; rel=\"first\", <{next}>; rel=\"next\"\r\n"),
                2 => format!("Link: <x>; rel=\"prev\"\r\nLink: <../pages?{next}>; rel=next\r\n"),
                _ => format!("Link: <./pages/{next}>; title=\"a, b\"; rel=\"last next\"\r\n"),
            };
            Answer::followed(200, &link, &page.to_string())
        })
        .await
    }

    /// Returns the path to which a [linked](linked) page's link leads.
    fn place(page: usize) -> String {
        match page % 7 {
            3 => format!("/pages?{page}"),
            5 => format!("/pages/{}?{page}", page - 1),
            6 => format!("/pages?x=a,b;c&page={page}"),
            0 if page > 0 => format!("/{page}/{page}"),
            _ => format!("/pages/{page}"),
        }
    }

    async fn collected(client: &Client, url: &str) -> Vec<String> {
        // An endless stream ends here.
        fetch_pages(client, url).take(2000).map(|page| outline(&page)).collect().await
    }

    fn numbers(pages: impl IntoIterator<Item = usize>) -> Vec<String> {
        pages.into_iter().map(|page| format!("\"{page}\"")).collect()
    }

    #[track_caller]
    fn assert_pages(recording: &Recording, situation: &str, got: &[String], wanted: &[String], cause: Option<&str>) {
        if got != wanted {
            let shown = |pages: &[String]| match pages.len() {
                0 => "nothing".to_owned(),
                1..=20 => pages.join(", "),
                many => format!("{} and so on, {many} or more", pages[..9].join(", ")),
            };
            let cause = cause.or_else(|| {
                let is_start = got.len() < wanted.len() && wanted.starts_with(got);
                is_start.then_some(if got.len() > 90 {
                    "it has a limit of its own"
                } else {
                    "it ends too early: `next_page` returns the URL of the page that is next"
                })
            });
            expected(format!("{situation}: {}", shown(wanted)))
                .but(format!("it yielded {}", shown(got)))
                .looks_as_if_any(cause)
                .fail(recording);
        }
    }

    #[test]
    fn gives_each_page_up_to_the_one_without_a_next() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            for last in [0, 1, draw.usize(9..=15)] {
                let server = linked(last, "Link: </pages/0>; rel=\"first\"\r\n").await;
                let got = collected(&client(LONG), &server.url_of("pages/0")).await;
                let situation = format!("{} pages", last + 1);
                assert_pages(&recording, &situation, &got, &numbers(0..=last), None);
                let requests = server.seen().lines.len();
                if requests != last + 1 {
                    expected(format!("{situation}: a request for each"))
                        .but(format!("the server saw {requests}"))
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn fetches_a_page_only_when_it_is_asked_for() {
        live(async |recording| {
            // All pages come over one connection, so a request that is made too early is sent, too.
            let server = start(Config::new().repositories(100));
            let (client, url) = (client(LONG), server.url_of("/search/repositories?q=rust&per_page=10"));
            let mut pages = pin!(fetch_pages(&client, &url));
            for asked in 0..=5 {
                let requests = server.settled().await.started;
                if requests != asked {
                    let cause = if asked == 0 {
                        "the body of the function sends it: only code inside the stream waits for the first poll"
                    } else {
                        "it fetches the next page before it yields this one, or in a task"
                    };
                    expected(format!("{} for {}", count(asked, "request", "requests"), count(asked, "page", "pages")))
                        .but(format!("the server saw {requests}"))
                        .looks_as_if(cause)
                        .fail(&recording);
                }
                if !matches!(pages.next().await, Some(Ok(_))) {
                    expected(format!("page {asked} of ten")).but("it did not come").fail(&recording);
                }
            }
        });
    }

    #[test]
    fn an_error_is_the_last_item() {
        live(async |recording| {
            let half = "HTTP/1.1 200 OK\r\nLink: </3>; rel=\"next\"\r\nContent-Length: 10\r\n\r\nhalf";
            let next = "Link: </3>; rel=\"next\"\r\n";
            let failures = [
                (Answer::new(404, next), "Status 404"),
                (Answer::new(503, next), "Status 503"),
                (Answer::new(300, next), "Status 300"),
                (Answer::raw(half), "Body"),
                (Answer::raw("HELLO\r\n\r\n"), "Connection"),
                (Answer::with_body(200, "Link: <ftp://a.test/>; rel=\"next\"\r\n", "2"), "\"2\", Request"),
            ];
            for (failure, outcome) in failures {
                let server = Raw::start(move |path, _| match path {
                    "1" => Answer::with_body(200, "Link: </2>; rel=\"next\"\r\n", "1"),
                    "2" => failure.clone(),
                    _ => Answer::with_body(200, "", "3"),
                })
                .await;
                let got = collected(&client(LONG), &server.url_of(1)).await.join(", ");
                let wanted = format!("\"1\", {outcome}");
                if got != wanted {
                    let cause = if got.ends_with("\"3\"") {
                        Some("it goes on after an error")
                    } else if got == "\"1\"" {
                        Some("it ends before the error, and nobody sees that pages are missing")
                    } else {
                        None
                    };
                    let report = expected(format!("a second page that fails: {wanted}, and the end"))
                        .but(format!("it yielded {got}"));
                    report.looks_as_if_any(cause).fail(&recording);
                }
            }
            let got = collected(&client(LONG), "pages").await;
            assert_pages(&recording, "for `pages`, which is no URL", &got, &["Request".to_owned()], None);
        });
    }

    #[test]
    fn ends_before_a_page_that_it_has_fetched() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let (last, late) = (draw.usize(5..=9), draw.usize(1030..=1060));
            for (last, again) in [0, last / 2, last - 1, last].map(|again| (last, again)).into_iter().chain([(late, 1)])
            {
                let place = place(again);
                let server = linked(last, &format!("Link: <{place}>; rel=\"next\"\r\n")).await;
                let got = collected(&client(LONG), &server.url_of("pages/0")).await;
                let cause = (got.len() > last + 1).then_some(
                    "it does not remember every URL that it has fetched: a page may link to itself, to the one before, or to \
                     the first",
                );
                let situation = format!("page {last} links back to page {again}");
                assert_pages(&recording, &situation, &got, &numbers(0..=last), cause);
            }
        });
    }

    #[test]
    fn urls_that_differ_are_pages_of_their_own() {
        live(async |recording| {
            let paths = ["a", "A", "a/", "a?x=1", "a?x=2", "a?X=1", "a?", "a?x=1&y=1", "b/a", "a//", "%61%2F", "a;x=1"];
            let server = Raw::start(move |path, _| {
                let page = paths.iter().position(|other| *other == path).unwrap_or(0);
                let link = paths.get(page + 1).map(|next| format!("Link: </{next}>; rel=\"next\"\r\n"));
                Answer::with_body(200, &link.unwrap_or_default(), page.to_string())
            })
            .await;
            let got = collected(&client(LONG), &server.url_of(paths[0])).await;
            let wanted = numbers(0..paths.len());
            let cause = got.get(1..).is_some_and(|_| got.len() < wanted.len() && wanted.starts_with(&got)).then(|| {
                format!(
                    "it takes /{} for a page that it has fetched already, but the URL is another one",
                    paths[got.len()]
                )
            });
            assert_pages(&recording, "twelve pages, whose URLs are nearly equal", &got, &wanted, cause.as_deref());
        });
    }

    #[test]
    fn equal_bodies_are_pages_of_their_own() {
        live(async |recording| {
            let server = Raw::start(|path, _| {
                let page: usize = path.parse().unwrap_or(0);
                let link = if page < 5 { format!("Link: <{}>; rel=\"next\"\r\n", page + 1) } else { String::new() };
                Answer::with_body(200, &link, if page < 3 { "" } else { "same" })
            })
            .await;
            let got = collected(&client(LONG), &server.url_of(0)).await;
            let wanted = ["", "", "", "same", "same", "same"].map(|body| format!("\"{body}\""));
            let cause = (got.len() < 6).then_some("it takes an empty body, or an equal one, for the end");
            assert_pages(&recording, "six pages, three of them without a text", &got, &wanted, cause);
        });
    }

    #[test]
    fn dropped_it_gives_up_the_request() {
        live(async |recording| {
            let server = holding(&recording);
            let (client, url) = (client(LONG), server.url_of("/posts/3"));
            let mut pages = Box::pin(fetch_pages(&client, &url));
            until_in_flight(&recording, &server, pages.next(), 1).await;
            drop(pages);
            assert_given_up(&recording, &server, 1).await;
        });
    }

    #[test]
    fn ends_as_fetch_does() {
        live(async |recording| assert_ends_like_fetch(&recording, false, results).await);
    }

    #[test]
    fn ends_as_fetch_does_on_a_later_page() {
        live(async |recording| assert_ends_like_fetch(&recording, true, results).await);
    }

    async fn results(client: &Client, url: &str) -> Vec<Result<String, FetchError>> {
        fetch_pages(client, url).take(1000).collect().await
    }

    #[test]
    fn wakes_the_task_that_polled_it_last() {
        paused(async |recording| {
            let (client, urls) = (Lookups::that_take(SECOND).client(), on_hosts([1]));
            let mut pages = Box::pin(fetch_pages(&client, &urls[0]));
            let mut got = Vec::new();
            while let Some(page) = woken(pages.next()).await {
                got.push(outline(&page));
            }
            assert_pages(&recording, "for a host that does not exist", &got, &["Connection".to_owned()], None);
        });
    }

    #[test]
    fn dropped_half_way_it_gives_up_the_request() {
        live(async |recording| {
            let (server, client) = (half_held().await, client(LONG));
            let url = server.url_of("good");
            let pages = fetch_pages(&client, &url).collect::<Vec<_>>();
            assert_dropped_half_way(&recording, &server, pages, 1).await;
        });
    }

    #[test]
    fn waits_as_long_as_the_client() {
        paused_for(40 * DAY, async |recording| {
            assert_waits_for_the_client(&recording, Duration::ZERO, async |client, url| {
                collected(client, &url).await.join(", ")
            })
            .await;
        });
    }

    #[test]
    fn uses_the_client_that_it_is_given() {
        live(async |recording| {
            let (server, agent) = (start(Config::new()), Draw::of_test().word(12..=16));
            collected(&client_named(&agent), &server.url_of("/posts/3")).await;
            assert_client(&recording, &server, &agent);
        });
    }

    #[test]
    fn any_status_of_a_later_page_is_its_result() {
        live(async |recording| {
            let server = Raw::start(|path, _| {
                if let Some(status) = path.strip_prefix("then/") {
                    return Answer::followed(200, &format!("Link: </{status}>; rel=\"next\"\r\n"), "first");
                }
                let status = path.parse().unwrap_or(200);
                let link = if path == "last" { "" } else { "Link: </then/last>; rel=\"next\"\r\n" };
                Answer::followed(status, link, if [204, 304].contains(&status) { "" } else { "hello" })
            })
            .await;
            let client = client(LONG);
            for (status, outline) in statuses() {
                // A success links to one more page, and that one to the last.
                let (pages, requests) = match status {
                    200..=299 => (vec!["\"first\"", &outline, "\"first\"", "\"hello\""], 4),
                    _ => (vec!["\"first\"", &outline], 2),
                };
                let before = server.seen().lines.len();
                let got = collected(&client, &server.url_of(format!("then/{status}"))).await;
                let sent = server.seen().lines.len() - before;
                if got != pages || sent != requests {
                    let cause = if status < 300 && got.len() < pages.len() {
                        Some("it ends after some statuses of success, although the page names a next one")
                    } else if status >= 300 && got.len() < pages.len() {
                        Some("it takes an error for the end: an error is an item, the last one")
                    } else if status >= 300 && sent > requests {
                        Some("it goes on after an error, or sends a request again")
                    } else {
                        None
                    };
                    expected(format!(
                        "a second page with status {status}: {}, by {requests} requests",
                        pages.join(", ")
                    ))
                    .but(format!("it yielded {}, by {sent}", got.join(", ")))
                    .looks_as_if_any(cause)
                    .without_picture()
                    .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn a_link_is_seen_from_the_page_that_came() {
        live(async |recording| {
            let server = Raw::start(|path, _| match path {
                "start" => Answer::new(302, "Location: /deep/er/1\r\n"),
                "deep/er/1" => Answer::with_body(200, "Link: <2>; rel=\"next\"\r\n", "1"),
                "deep/er/2" => Answer::with_body(200, "Link: <?page=3>; rel=\"next\"\r\n", "2"),
                "deep/er/2?page=3" => Answer::with_body(200, "Link: </deep/4>; rel=\"next\"\r\n", "3"),
                "deep/4" => Answer::new(307, "Location: 5\r\nLink: </wrong>; rel=\"next\"\r\n"),
                "deep/5" => Answer::with_body(200, "", "5"),
                _ => Answer::new(404, ""),
            })
            .await;
            let got = collected(&client(LONG), &server.url_of("start")).await;
            let cause = got.last().is_some_and(|page| page == "Status 404").then_some(
                "it joins the link with the URL that it has asked for, but the client was redirected: `next_page` knows where",
            );
            assert_pages(&recording, "pages behind redirects", &got, &numbers([1, 2, 3, 5]), cause);
            let server = Raw::start(|path, _| match path {
                "start" => Answer::new(302, "Location: /deep/1\r\n"),
                "deep/1" => Answer::with_body(200, "Link: <2>; rel=\"next\"\r\n", "1"),
                "deep/2" => Answer::with_body(200, "Link: </start>; rel=\"next\"\r\n", "2"),
                _ => Answer::new(404, ""),
            })
            .await;
            let got = collected(&client(LONG), &server.url_of("start")).await;
            let cause = (got.len() > 2)
                .then_some("it remembers where the client was redirected, and not the URL that it has fetched");
            let situation = "the second page links back to the first one, whose URL redirects";
            assert_pages(&recording, situation, &got, &numbers([1, 2]), cause);
        });
    }

    #[test]
    fn each_call_asks_anew() {
        live(async |recording| {
            assert_fetched_anew(&recording, async |client, url| collected(client, url).await.join(", ")).await;
        });
    }

    #[test]
    fn calls_do_not_wait_for_each_other() {
        paused(async |recording| {
            assert_side_by_side(&recording, async |client, url| drop(collected(client, url).await)).await;
        });
    }
}
