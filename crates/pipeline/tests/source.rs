//! The sources over all their pages, against real servers on this machine.

use std::future;
use std::num::NonZeroUsize;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use api_server::{ApiServer, Behavior, Config, Fault, Route};
use futures::{Stream, StreamExt as _};
use streamlings_pipeline::http::{
    Attempt, CancellationToken, Fetcher, FetcherSettings, Observer, Outcome, Policy, RetryBudget, Url,
};
use streamlings_pipeline::sinks::KeyedRecord;
use streamlings_pipeline::source::{PagedSource, RecordError};
use streamlings_pipeline::{Chain, Data};
use tokio::task::yield_now;

/// A timeout that no test reaches.
const LONG: Duration = Duration::from_secs(60);

type Make = fn(&Url, NonZeroUsize) -> PagedSource;

fn start(config: Config) -> ApiServer {
    ApiServer::start(config.seed(6)).expect("a server can listen on this machine")
}

fn number(number: usize) -> NonZeroUsize {
    NonZeroUsize::new(number).expect("it is not 0")
}

fn records(
    server: &ApiServer,
    make: Make,
    max_items: u64,
) -> impl Stream<Item = Result<KeyedRecord, RecordError>> + use<> {
    observed(server, make, max_items, Arc::new(()), CancellationToken::new())
}

fn observed(
    server: &ApiServer,
    make: Make,
    max_items: u64,
    observer: Arc<dyn Observer>,
    stop: CancellationToken,
) -> impl Stream<Item = Result<KeyedRecord, RecordError>> + use<> {
    let base = server.url().parse().expect("a URL");
    let budget = RetryBudget { reserve: 0, ..RetryBudget::default() };
    let retry = Policy { base: Duration::ZERO, cap: Duration::ZERO, retries: 0 };
    let settings =
        FetcherSettings { timeout: LONG, connect_timeout: LONG, budget, retry, ..FetcherSettings::default() };
    let source = make(&base, number(10));
    let fetcher = Fetcher::new(source.name(), settings, None, observer).expect("a client can be made");
    source.records(fetcher, max_items, number(3), stop)
}

async fn all(server: &ApiServer, make: Make, max_items: u64) -> (Vec<KeyedRecord>, Vec<RecordError>) {
    let (mut good, mut errors) = (Vec::new(), Vec::new());
    let mut records = pin!(records(server, make, max_items));
    while let Some(record) = records.next().await {
        match record {
            Ok(record) => good.push(record),
            Err(error) => errors.push(error),
        }
    }
    (good, errors)
}

async fn keys(server: &ApiServer, make: Make, max_items: u64) -> Vec<String> {
    let (records, errors) = all(server, make, max_items).await;
    assert!(errors.is_empty(), "{errors:?}");
    records.into_iter().map(|keyed| keyed.key).collect()
}

#[tokio::test]
async fn yields_the_posts_of_all_pages_in_order() {
    let server = start(Config::new().posts(37));
    let expected: Vec<String> = (1..=37).map(|id: u32| id.to_string()).collect();
    assert_eq!(keys(&server, PagedSource::posts, 1000).await, expected);
    assert_eq!(server.counts_of(Route::Posts).started, 4);
    assert_eq!(keys(&server, PagedSource::posts, 25).await, expected[..25]);
}

#[tokio::test]
async fn follows_the_links_of_repositories_to_the_end_of_the_search_window() {
    let server = start(Config::new().repositories(200).search_window(30));
    let found = keys(&server, PagedSource::github, 1000).await;
    assert_eq!(found.len(), 30);
    assert_eq!(server.counts_of(Route::Repositories).started, 3);
    assert_eq!(keys(&server, PagedSource::github, 15).await, found[..15]);
    assert_eq!(server.counts_of(Route::Repositories).started, 3 + 2);
}

#[tokio::test]
async fn yields_as_many_users_as_requested_and_the_same_ones_in_each_run() {
    let server = start(Config::new());
    let found = keys(&server, PagedSource::users, 25).await;
    assert_eq!(found.len(), 25);
    assert_eq!(server.counts_of(Route::Users).started, 3);
    assert_eq!(keys(&server, PagedSource::users, 25).await, found);
    let different: std::collections::BTreeSet<_> = found.iter().collect();
    assert_eq!(different.len(), 25);
}

#[tokio::test]
async fn an_empty_page_of_users_is_the_last() {
    let server = start(Config::new().users(20));
    assert_eq!(keys(&server, PagedSource::users, 1_000_000).await.len(), 20);
    assert!(server.counts_of(Route::Users).started <= 8, "{}", server.counts_of(Route::Users));
}

#[tokio::test]
async fn fetches_nothing_that_is_not_requested() {
    let server = start(Config::new());
    for make in [PagedSource::github as Make, PagedSource::posts, PagedSource::users] {
        drop(records(&server, make, 100));
        assert_eq!(keys(&server, make, 0).await, [""; 0]);
    }
    assert_eq!(server.counts().started, 0);
}

#[tokio::test]
async fn fetches_known_pages_concurrently() {
    for (make, route) in [(PagedSource::users as Make, Route::Users), (PagedSource::posts, Route::Posts)] {
        let server = start(Config::new());
        if route == Route::Posts {
            // The first page says how many pages there are.
            server.set(route, Behavior::new().barrier(3));
            let mut records = pin!(records(&server, make, 100));
            let first = async {
                server.reaches(|counts| counts.in_flight == 1).await.expect("the first page is requested");
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
async fn a_bad_item_does_not_affect_the_others() {
    let sources = [(PagedSource::github as Make, "name"), (PagedSource::posts, "title"), (PagedSource::users, "email")];
    for ((make, field), route) in sources.into_iter().zip(Route::ALL) {
        let server = start(Config::new().route(route, Behavior::new().rate(1.0, Fault::MissingField)));
        let (records, errors) = all(&server, make, 20).await;
        assert_eq!((records.len(), errors.len()), (12, 8), "{route}");
        let places: Vec<_> = errors
            .iter()
            .map(|error| match error {
                RecordError::Item(letter) => (&*letter.source, letter.page, &*letter.field, &*letter.reason),
                other => panic!("{other}"),
            })
            .collect();
        let name = route.to_string();
        assert_eq!(places[0], (&*name, Some(1), field, "is missing"));
        assert_eq!(places[7], (&*name, Some(2), field, "is missing"));
        let message = errors[0].to_string();
        assert_eq!(message, format!("{name}: cannot use an item on page 1: its field `{field}` is missing"));
    }
}

#[tokio::test]
async fn a_page_that_is_not_json_is_an_error_in_its_place() {
    for fault in [Fault::MalformedJson, Fault::WrongContentType] {
        let server = start(Config::new().route(Route::Users, Behavior::new().script([fault])));
        let mut source = pin!(records(&server, PagedSource::users, 30));
        let (mut good, mut bad) = (0, Vec::new());
        while let Some(record) = source.next().await {
            match record {
                Ok(_) => good += 1,
                Err(error) => bad.push(Chain(&error).to_string()),
            }
        }
        assert_eq!(good, 20);
        assert!(
            bad.len() == 1 && bad[0].starts_with("users: cannot read page ") && bad[0].contains("not JSON"),
            "{bad:?}"
        );
    }
}

#[tokio::test]
async fn an_error_names_the_page() {
    let server = start(Config::new().posts(40));
    server.set(Route::Posts, Behavior::new().barrier(usize::MAX));
    let answers = async {
        server.reaches(|counts| counts.in_flight == 1).await.expect("the first page is requested");
        server.set(Route::Posts, Behavior::new().rate(1.0, Fault::Status(500)));
        future::pending::<()>().await;
    };
    let (records, errors) = tokio::select! {
        () = answers => unreachable!(),
        all = all(&server, PagedSource::posts, 40) => all,
    };
    assert_eq!(records.len(), 10);
    let messages: Vec<_> = errors.iter().map(|error| Chain(error).to_string()).collect();
    assert_eq!(messages.len(), 3);
    for (message, page) in messages.iter().zip(2..) {
        assert!(message.starts_with(&format!("posts: cannot fetch page {page}: GET http://")), "{message}");
        assert!(message.contains("500"), "{message}");
    }
}

#[tokio::test]
async fn without_its_first_page_a_source_yields_only_the_error() {
    for (make, route) in [(PagedSource::posts as Make, Route::Posts), (PagedSource::github, Route::Repositories)] {
        let server = start(Config::new().route(route, Behavior::new().rate(1.0, Fault::Status(404))));
        let (records, errors) = all(&server, make, 1000).await;
        assert_eq!((records.len(), errors.len()), (0, 1));
        assert_eq!(server.counts_of(route).started, 1);
    }
}

#[tokio::test]
async fn makes_the_records_of_chapter_6() {
    let server = start(Config::new());
    let (records, _) = all(&server, PagedSource::posts, 1).await;
    assert_eq!((records[0].record.data.clone(), &*records[0].record.source), (Data::Number(1), "posts"));
    let (records, _) = all(&server, PagedSource::github, 1).await;
    assert!(matches!(&records[0].record.data, Data::Text(text) if text.ends_with(" stars")));
    let (records, _) = all(&server, PagedSource::users, 1).await;
    assert!(matches!(&records[0].record.data, Data::Text(text) if text.contains('@')));
}

/// Counts the pages that have arrived.
#[derive(Default)]
struct PageCounter(AtomicUsize);

impl Observer for PageCounter {
    fn attempt(&self, attempt: &Attempt<'_>) {
        if matches!(attempt.outcome, Outcome::Fetched(_)) {
            self.0.fetch_add(1, Relaxed);
        }
    }
}

#[tokio::test]
async fn after_a_stop_the_prefetched_pages_are_still_read() {
    for (make, route) in [
        (PagedSource::github as Make, Route::Repositories),
        (PagedSource::posts, Route::Posts),
        (PagedSource::users, Route::Users),
    ] {
        let server = start(Config::new());
        let (pages, stop) = (Arc::new(PageCounter::default()), CancellationToken::new());
        let mut source = Box::pin(observed(&server, make, 1000, pages.clone(), stop.clone()));
        // The first page and one item of the second. Two more pages are fetched ahead.
        for _ in 0..11 {
            source.next().await.expect("there are more").expect("the record is good");
        }
        while pages.0.load(Relaxed) < 4 {
            yield_now().await;
        }
        stop.cancel();
        let rest = source.map(|record| record.expect("the record is good")).count().await;
        assert_eq!((11 + rest, server.counts_of(route).started), (40, 4), "{route:?}");
    }
}

#[tokio::test]
async fn a_stop_cancels_the_requests_in_flight() {
    for (make, in_flight) in [(PagedSource::github as Make, 1), (PagedSource::posts, 1), (PagedSource::users, 3)] {
        let server = start(Config::new().barrier(usize::MAX));
        let stop = CancellationToken::new();
        let source = observed(&server, make, 1000, Arc::new(()), stop.clone());
        let (rest, ()) = tokio::join!(source.count(), async {
            server.reaches(|counts| counts.in_flight == in_flight).await.expect("they are requested");
            stop.cancel();
        });
        assert_eq!(rest, 0);
        server.reaches(|counts| counts.given_up == in_flight).await.expect("they are cancelled");
    }
}
