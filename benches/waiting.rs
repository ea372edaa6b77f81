//! Many waits at the same time, in tasks and in threads: what waiting costs beyond the wait.

use std::thread;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;
use tokio::time::sleep;

const WAIT: Duration = Duration::from_millis(10);

/// Starts this many tasks, each of which waits, and returns when all have ended.
async fn in_tasks(count: usize) {
    let mut tasks = JoinSet::new();
    for _ in 0..count {
        tasks.spawn(sleep(WAIT));
    }
    tasks.join_all().await;
}

/// Starts this many threads, each of which waits, and returns when all have ended.
fn in_threads(count: usize) {
    thread::scope(|scope| {
        for _ in 0..count {
            scope.spawn(|| thread::sleep(WAIT));
        }
    });
}

/// One thread for all tasks.
fn runtime() -> Runtime {
    Builder::new_current_thread().enable_time().build().expect("a runtime can be started")
}

fn waiting(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("waiting");
    group.sample_size(20);
    for count in [100, 1_000, 10_000] {
        let runtime = runtime();
        group.bench_function(BenchmarkId::new("tasks", count), |bencher| {
            bencher.iter(|| runtime.block_on(in_tasks(count)));
        });
        group.bench_function(BenchmarkId::new("threads", count), |bencher| bencher.iter(|| in_threads(count)));
    }
    group.finish();
}

criterion_group!(benches, waiting);
criterion_main!(benches);
