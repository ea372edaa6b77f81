//! The built-in sources over all their pages, against real servers on this machine.

use std::future;
use std::num::NonZeroUsize;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use api_server::{ApiServer, Behavior, Config, Fault, Route};
use futures::{FutureExt as _, Stream, StreamExt as _};
use streamlings_pipeline::Data;
use streamlings_pipeline::http::{Attempt, Fetcher, Observer, Outcome, Policy, RetryBudget, Settings, Url};
use streamlings_pipeline::paged::{Paged, Trouble};
use streamlings_pipeline::sinks::Keyed;
use tokio::sync::oneshot;
use tokio::task::yield_now;

const LONG: Duration = Duration::from_secs(60);

type Make = fn(&Url, NonZeroUsize) -> Paged;

fn start(config: Config) -> ApiServer {
    ApiServer::start(config.seed(6)).expect("a server can listen on this machine")
}

fn number(number: usize) -> NonZeroUsize {
    NonZeroUsize::new(number).expect("it is not 0")
}

fn records(server: &ApiServer, make: Make, wanted: u64) -> impl Stream<Item = Result<Keyed, Trouble>> + use<> {
    until(server, make, wanted, Arc::new(()), future::pending())
}

fn until<S>(
    server: &ApiServer,
    make: Make,
    wanted: u64,
    observer: Arc<dyn Observer>,
    stop: S,
) -> impl Stream<Item = Result<Keyed, Trouble>> + use<S>
where
    S: Future<Output = ()> + Clone + Send + 'static,
{
    let base = server.url().parse().expect("an address");
    let budget = RetryBudget { reserve: 0, ..RetryBudget::default() };
    let retry = Policy { base: Duration::ZERO, cap: Duration::ZERO, retries: 0 };
    let settings = Settings { timeout: LONG, connect_timeout: LONG, budget, retry, ..Settings::default() };
    let source = make(&base, number(10));
    let fetcher = Fetcher::new(source.name(), settings, None, observer).expect("a client can be made");
    source.records(fetcher, wanted, number(3), stop)
}

async fn all(server: &ApiServer, make: Make, wanted: u64) -> (Vec<Keyed>, Vec<Trouble>) {
    let (mut good, mut troubles) = (Vec::new(), Vec::new());
    let mut records = pin!(records(server, make, wanted));
    while let Some(record) = records.next().await {
        match record {
            Ok(record) => good.push(record),
            Err(trouble) => troubles.push(trouble),
        }
    }
    (good, troubles)
}

async fn keys(server: &ApiServer, make: Make, wanted: u64) -> Vec<String> {
    let (records, troubles) = all(server, make, wanted).await;
    assert!(troubles.is_empty(), "{troubles:?}");
    records.into_iter().map(|keyed| keyed.key).collect()
}

#[tokio::test]
async fn posts_come_from_all_pages_in_their_order() {
    let server = start(Config::new().posts(37));
    let expected: Vec<String> = (1..=37).map(|id: u32| id.to_string()).collect();
    assert_eq!(keys(&server, Paged::posts, 1000).await, expected);
    assert_eq!(server.counts_of(Route::Posts).started, 4);
    assert_eq!(keys(&server, Paged::posts, 25).await, expected[..25]);
}

#[tokio::test]
async fn repositories_come_by_their_links_as_far_as_the_search_can_be_seen() {
    let server = start(Config::new().repositories(200).search_window(30));
    let found = keys(&server, Paged::github, 1000).await;
    assert_eq!(found.len(), 30);
    assert_eq!(server.counts_of(Route::Repositories).started, 3);
    assert_eq!(keys(&server, Paged::github, 15).await, found[..15]);
    assert_eq!(server.counts_of(Route::Repositories).started, 3 + 2);
}

#[tokio::test]
async fn users_come_until_there_are_enough_and_are_the_same_in_each_run() {
    let server = start(Config::new());
    let found = keys(&server, Paged::users, 25).await;
    assert_eq!(found.len(), 25);
    assert_eq!(server.counts_of(Route::Users).started, 3);
    assert_eq!(keys(&server, Paged::users, 25).await, found);
    let different: std::collections::BTreeSet<_> = found.iter().collect();
    assert_eq!(different.len(), 25);
}

#[tokio::test]
async fn where_users_end_so_do_the_pages() {
    let server = start(Config::new().users(20));
    assert_eq!(keys(&server, Paged::users, 1_000_000).await.len(), 20);
    assert!(server.counts_of(Route::Users).started <= 8, "{}", server.counts_of(Route::Users));
}

#[tokio::test]
async fn nothing_is_fetched_that_nobody_wants() {
    let server = start(Config::new());
    for make in [Paged::github as Make, Paged::posts, Paged::users] {
        drop(records(&server, make, 100));
        assert_eq!(keys(&server, make, 0).await, [""; 0]);
    }
    assert_eq!(server.counts().started, 0);
}

#[tokio::test]
async fn pages_that_are_known_are_fetched_at_the_same_time() {
    for (make, route) in [(Paged::users as Make, Route::Users), (Paged::posts, Route::Posts)] {
        let server = start(Config::new());
        if route == Route::Posts {
            // The first page tells how many there are.
            server.set(route, Behavior::new().barrier(3));
            let mut records = pin!(records(&server, make, 100));
            let first = async {
                server.reaches(|counts| counts.in_flight == 1).await.expect("the first page is asked for");
                server.release_waiting();
                future::pending::<()>().await;
            };
            tokio::select! {
                () = first => unreachable!(),
                found = records.by_ref().take(40).collect::<Vec<_>>() => assert_eq!(found.len(), 40),
            }
        } else {
            server.set(route, Behavior::new().barrier(3));
            assert_eq!(keys(&server, make, 30).await.len(), 30);
        }
        assert_eq!(server.counts_of(route).most_in_flight, 3);
    }
}

#[tokio::test]
async fn a_bad_item_takes_nothing_from_the_others() {
    let sources = [(Paged::github as Make, "name"), (Paged::posts, "title"), (Paged::users, "email")];
    for ((make, field), route) in sources.into_iter().zip(Route::ALL) {
        let server = start(Config::new().route(route, Behavior::new().rate(1.0, Fault::MissingField)));
        let (records, troubles) = all(&server, make, 20).await;
        assert_eq!((records.len(), troubles.len()), (12, 8), "{route}");
        let places: Vec<_> = troubles
            .iter()
            .map(|trouble| match trouble {
                Trouble::Item(letter) => (&*letter.source, letter.page, &*letter.field, &*letter.reason),
                other => panic!("{other}"),
            })
            .collect();
        let name = route.to_string();
        assert_eq!(places[0], (&*name, Some(1), field, "is missing"));
        assert_eq!(places[7], (&*name, Some(2), field, "is missing"));
        let said = troubles[0].to_string();
        assert_eq!(said, format!("{name}: an item on page 1 can't be used: its field `{field}` is missing"));
    }
}

#[tokio::test]
async fn a_page_that_is_no_json_is_an_error_in_its_place() {
    for fault in [Fault::MalformedJson, Fault::WrongContentType] {
        let server = start(Config::new().route(Route::Users, Behavior::new().script([fault])));
        let mut source = pin!(records(&server, Paged::users, 30));
        let (mut good, mut bad) = (0, Vec::new());
        while let Some(record) = source.next().await {
            match record {
                Ok(_) => good += 1,
                Err(trouble) => bad.push(trouble.to_string()),
            }
        }
        assert_eq!(good, 20);
        assert!(bad.len() == 1 && bad[0].starts_with("users: page ") && bad[0].contains("no JSON"), "{bad:?}");
    }
}

#[tokio::test]
async fn an_error_names_the_page() {
    let server = start(Config::new().posts(40));
    server.set(Route::Posts, Behavior::new().barrier(usize::MAX));
    let answers = async {
        server.reaches(|counts| counts.in_flight == 1).await.expect("the first page is asked for");
        server.set(Route::Posts, Behavior::new().rate(1.0, Fault::Status(500)));
        future::pending::<()>().await;
    };
    let (records, troubles) = tokio::select! {
        () = answers => unreachable!(),
        all = all(&server, Paged::posts, 40) => all,
    };
    assert_eq!(records.len(), 10);
    let said: Vec<_> = troubles.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 3);
    for (said, page) in said.iter().zip(2..) {
        assert!(said.starts_with(&format!("posts: page {page}: http://")) && said.contains("500"), "{said}");
    }
}

#[tokio::test]
async fn without_the_first_page_a_source_has_nothing() {
    for (make, route) in [(Paged::posts as Make, Route::Posts), (Paged::github, Route::Repositories)] {
        let server = start(Config::new().route(route, Behavior::new().rate(1.0, Fault::Status(404))));
        let (records, troubles) = all(&server, make, 1000).await;
        assert_eq!((records.len(), troubles.len()), (0, 1));
        assert_eq!(server.counts_of(route).started, 1);
    }
}

#[tokio::test]
async fn records_are_those_of_the_tasks() {
    let server = start(Config::new());
    let (records, _) = all(&server, Paged::posts, 1).await;
    assert_eq!((records[0].record.data.clone(), &*records[0].record.source), (Data::Number(1), "posts"));
    let (records, _) = all(&server, Paged::github, 1).await;
    assert!(matches!(&records[0].record.data, Data::Text(text) if text.ends_with(" stars")));
    let (records, _) = all(&server, Paged::users, 1).await;
    assert!(matches!(&records[0].record.data, Data::Text(text) if text.contains('@')));
}

/// Counts the pages that have come.
#[derive(Default)]
struct Came(AtomicUsize);

impl Observer for Came {
    fn attempt(&self, attempt: &Attempt<'_>) {
        if matches!(attempt.outcome, Outcome::Fetched(_)) {
            self.0.fetch_add(1, Relaxed);
        }
    }
}

#[tokio::test]
async fn when_it_is_stopped_the_pages_that_were_fetched_ahead_are_still_read() {
    for (make, route) in
        [(Paged::github as Make, Route::Repositories), (Paged::posts, Route::Posts), (Paged::users, Route::Users)]
    {
        let server = start(Config::new());
        let (came, (stop, stopped)) = (Arc::new(Came::default()), oneshot::channel::<()>());
        let stopped = stopped.map(drop).shared();
        let mut source = Box::pin(until(&server, make, 1000, came.clone(), stopped.clone()));
        // All of the first page, and the first item of the second. Two more are fetched ahead.
        for _ in 0..11 {
            source.next().await.expect("there are more").expect("it is good");
        }
        while came.0.load(Relaxed) < 4 {
            yield_now().await;
        }
        drop(stop);
        stopped.await;
        let rest = source.map(|record| record.expect("it is good")).count().await;
        assert_eq!((11 + rest, server.counts_of(route).started), (40, 4), "{route:?}");
    }
}

#[tokio::test]
async fn when_it_is_stopped_the_requests_under_way_are_given_up() {
    for (make, in_flight) in [(Paged::github as Make, 1), (Paged::posts, 1), (Paged::users, 3)] {
        let server = start(Config::new().barrier(usize::MAX));
        let (stop, stopped) = oneshot::channel::<()>();
        let source = until(&server, make, 1000, Arc::new(()), stopped.map(drop).shared());
        let (rest, ()) = tokio::join!(source.count(), async {
            server.reaches(|counts| counts.in_flight == in_flight).await.expect("they are asked for");
            drop(stop);
        });
        assert_eq!(rest, 0);
        server.reaches(|counts| counts.given_up == in_flight).await.expect("they are given up");
    }
}
