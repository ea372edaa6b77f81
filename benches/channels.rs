//! A stage that hands its items on through a bounded channel, beside one that calls the next stage directly.
//!
//! Both stages are on one thread, so nothing here is gained by running them in parallel: it is what the channel itself costs
//! for an item. It answers: how large must a channel be until a larger one is no faster?

use std::future::ready;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use tokio::runtime::Builder;
use tokio::sync::mpsc;

const ITEMS: u64 = 10_000;

/// Adds an item, as the second stage. It is async, as a stage is that could wait.
async fn add(sum: &mut u64, item: u64) {
    *sum += ready(black_box(item)).await;
}

async fn direct() -> u64 {
    let mut sum = 0;
    for item in 1..=ITEMS {
        add(&mut sum, item).await;
    }
    sum
}

async fn through_a_channel(capacity: usize) -> u64 {
    let (sender, mut receiver) = mpsc::channel(capacity);
    let first = tokio::spawn(async move {
        for item in 1..=ITEMS {
            if sender.send(item).await.is_err() {
                return;
            }
        }
    });
    let mut sum = 0;
    while let Some(item) = receiver.recv().await {
        add(&mut sum, item).await;
    }
    first.await.expect("the first stage does not panic");
    sum
}

fn channels(criterion: &mut Criterion) {
    let runtime = Builder::new_current_thread().build().expect("a runtime without a driver needs nothing");
    // Whatever is measured has handed on every item.
    let all = ITEMS * (ITEMS + 1) / 2;
    assert_eq!(runtime.block_on(direct()), all);
    let mut group = criterion.benchmark_group("channels");
    group.sample_size(20).throughput(Throughput::Elements(ITEMS));
    group.bench_function("direct call", |bencher| bencher.iter(|| runtime.block_on(direct())));
    for capacity in [1, 4, 16, 64, 256, 1024] {
        assert_eq!(runtime.block_on(through_a_channel(capacity)), all);
        let run = || runtime.block_on(through_a_channel(capacity));
        group.bench_function(BenchmarkId::new("capacity", capacity), |bencher| bencher.iter(run));
    }
    group.finish();
}

criterion_group!(benches, channels);
criterion_main!(benches);
