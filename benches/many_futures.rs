//! Ways to run many futures at the same time: what each future costs beyond its own work.
//!
//! Each future returns `Pending` once, as one does that waits, and is then woken. So every way has to store the future, to
//! find it when it is woken, and to poll it again. It answers: is it worth the trouble to avoid `spawn`, and does the cost of
//! a future grow with their number?

use std::future::Future;
use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use futures::StreamExt as _;
use futures::future::join_all;
use futures::stream::FuturesUnordered;
use tokio::runtime::{Builder, Runtime};
use tokio::task::{JoinSet, yield_now};

async fn work(number: usize) -> usize {
    yield_now().await;
    black_box(number)
}

async fn by_join_all(count: usize) -> usize {
    join_all((0..count).map(work)).await.into_iter().sum()
}

async fn by_futures_unordered(count: usize) -> usize {
    (0..count).map(work).collect::<FuturesUnordered<_>>().fold(0, async |sum, number| sum + number).await
}

async fn by_spawn(count: usize) -> usize {
    let mut tasks = (0..count).map(work).collect::<JoinSet<_>>();
    let mut sum = 0;
    while let Some(number) = tasks.join_next().await {
        sum += number.expect("no task panics");
    }
    sum
}

/// Runs ten futures: `join!` knows their number when it is compiled.
async fn by_join() -> usize {
    let (left, right) = tokio::join!(async { tokio::join!(work(0), work(1), work(2), work(3), work(4)) }, async {
        tokio::join!(work(5), work(6), work(7), work(8), work(9))
    },);
    [left, right].into_iter().map(|(a, b, c, d, e)| a + b + c + d + e).sum()
}

fn measured<F: Future<Output = usize>>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    runtime: &Runtime,
    name: &str,
    count: usize,
    run: impl Fn() -> F,
) {
    // Whatever is measured has run every future.
    assert_eq!(runtime.block_on(run()), (0..count).sum::<usize>());
    group.throughput(Throughput::Elements(count as u64));
    group.bench_function(BenchmarkId::new(name, count), |bencher| bencher.iter(|| runtime.block_on(run())));
}

fn many_futures(criterion: &mut Criterion) {
    let runtime = Builder::new_current_thread().build().expect("a runtime without a driver needs nothing");
    let mut group = criterion.benchmark_group("many futures");
    group.sample_size(20);
    measured(&mut group, &runtime, "join!", 10, by_join);
    for count in [10, 1_000, 100_000] {
        measured(&mut group, &runtime, "join_all", count, || by_join_all(count));
        measured(&mut group, &runtime, "FuturesUnordered", count, || by_futures_unordered(count));
        measured(&mut group, &runtime, "spawn", count, || by_spawn(count));
    }
    group.finish();
}

criterion_group!(benches, many_futures);
criterion_main!(benches);
