//! Fetching in turn, together and bounded, from a server that takes 20 ms for each answer.
//!
//! The limit for requests together is one answer. The limit for `n` of them, ten at a time, is `n / 10` answers one after
//! the other. At the end each way is shown as a multiple of its limit, from runs of all ways in turn; what one answer takes
//! is measured between them.

use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use api_server::{ApiServer, Behavior, Config, Latency, Route};
use concurrent_fetch::{FetchError, client, fetch_all, fetch_bounded, fetch_in_turn};
use criterion::{BenchmarkId, Criterion};
use futures::StreamExt as _;
use reqwest::Client;
use tokio::runtime::{Builder, Runtime};

const LATENCY: Duration = Duration::from_millis(20);
const AT_ONCE: NonZeroUsize = NonZeroUsize::new(10).expect("ten is not zero");

/// The number of runs of each way; the fastest one counts, because the least else happened during it.
const ROUNDS: usize = 5;

type Results = Vec<Result<String, FetchError>>;

#[derive(Clone, Copy, Debug)]
enum Way {
    InTurn,
    Together,
    Bounded,
}

impl Way {
    const ALL: [Way; 3] = [Way::InTurn, Way::Together, Way::Bounded];

    fn name(self) -> &'static str {
        match self {
            Way::InTurn => "in turn",
            Way::Together => "together",
            Way::Bounded => "ten at a time",
        }
    }

    /// Returns the smallest number of answers that are waited for one after the other.
    fn answers(self, requests: usize) -> u32 {
        let answers = match self {
            Way::InTurn => requests,
            Way::Together => 1,
            Way::Bounded => requests.div_ceil(AT_ONCE.get()),
        };
        u32::try_from(answers).expect("there are few")
    }

    async fn fetch(self, client: &Client, urls: &[String]) -> Results {
        match self {
            Way::InTurn => fetch_in_turn(client, urls).await,
            Way::Together => fetch_all(client, urls).await,
            Way::Bounded => {
                fetch_bounded(client, urls.iter().cloned(), AT_ONCE).map(|(_, result)| result).collect().await
            }
        }
    }
}

/// The setup of all benches. The client keeps its connections, as in a program that fetches more than once.
struct Bench {
    runtime: Runtime,
    server: ApiServer,
    client: Client,
}

impl Bench {
    fn new() -> Bench {
        let behavior = Behavior::new().latency(Latency::fixed(LATENCY));
        let server = ApiServer::start(Config::new().posts(100).route(Route::Posts, behavior)).expect("a free port");
        let client = client(Duration::from_secs(60)).expect("a client");
        Bench { runtime: Builder::new_current_thread().enable_all().build().expect("a runtime"), server, client }
    }

    fn urls(&self, requests: usize) -> Vec<String> {
        (1..=requests).map(|post| self.server.url_of(&format!("/posts/{post}"))).collect()
    }

    fn run(&self, way: Way, urls: &[String]) -> Duration {
        let start = Instant::now();
        let results = self.runtime.block_on(way.fetch(&self.client, urls));
        let took = start.elapsed();
        // Whatever is measured has fetched everything.
        assert!(results.len() == urls.len() && results.iter().all(Result::is_ok));
        took
    }
}

fn main() {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let bench = Bench::new();
    let mut group = criterion.benchmark_group("fetch");
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    for requests in [3, 10, 100] {
        let urls = bench.urls(requests);
        for way in Way::ALL {
            group.bench_function(BenchmarkId::new(way.name(), requests), |bencher| {
                bencher.iter(|| bench.run(way, &urls));
            });
        }
    }
    group.finish();
    criterion.final_summary();
    if std::env::args().any(|argument| argument == "--bench") {
        compare_with_limits(&bench);
    }
}

fn compare_with_limits(bench: &Bench) {
    println!("requests  way             fastest of {ROUNDS}      limit  times the limit");
    for requests in [3, 10, 100] {
        let urls = bench.urls(requests);
        let mut fastest = [Duration::MAX; Way::ALL.len()];
        let mut one_answer = Duration::MAX;
        for _ in 0..ROUNDS {
            one_answer = bench.run(Way::InTurn, &urls[..1]).min(one_answer);
            for (way, fastest) in Way::ALL.into_iter().zip(&mut fastest) {
                *fastest = bench.run(way, &urls).min(*fastest);
            }
        }
        for (way, took) in Way::ALL.into_iter().zip(fastest) {
            let limit = one_answer * way.answers(requests);
            println!(
                "{requests:>8}  {:<14}  {:>9.1} ms  {:>6.1} ms  {:.3}",
                way.name(),
                took.as_secs_f64() * 1000.0,
                limit.as_secs_f64() * 1000.0,
                took.div_duration_f64(limit)
            );
        }
    }
}
