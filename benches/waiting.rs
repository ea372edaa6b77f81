//! Many waits at the same time: a task for each, beside a thread for each.
//!
//! Each wait is 10 milliseconds, as for an answer over a network. Nothing can be faster than one wait. It answers: from how
//! many waits on does async pay?

use std::thread;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use tokio::runtime::Builder;
use tokio::task::JoinSet;
use tokio::time::sleep;

const WAIT: Duration = Duration::from_millis(10);

/// Waits in tasks, which share one thread.
async fn in_tasks(count: usize) -> usize {
    let tasks: JoinSet<()> = (0..count).map(|_| sleep(WAIT)).collect();
    tasks.join_all().await.len()
}

/// Waits in threads.
fn in_threads(count: usize) -> usize {
    thread::scope(|scope| {
        let threads: Vec<_> = (0..count).map(|_| scope.spawn(|| thread::sleep(WAIT))).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).count()
    })
}

fn waiting(criterion: &mut Criterion) {
    let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime can be started");
    let mut group = criterion.benchmark_group("waiting");
    group.sample_size(20);
    for count in [100, 1_000, 10_000] {
        // Whatever is measured has waited as often as it should.
        assert_eq!([runtime.block_on(in_tasks(count)), in_threads(count)], [count; 2]);
        group.bench_function(BenchmarkId::new("tasks", count), |bencher| {
            bencher.iter(|| runtime.block_on(in_tasks(count)));
        });
        group.bench_function(BenchmarkId::new("threads", count), |bencher| bencher.iter(|| in_threads(count)));
    }
    group.finish();
}

criterion_group!(benches, waiting);
criterion_main!(benches);
