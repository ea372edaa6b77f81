//! Reading from two channels at the same time: a `select!` loop beside a merged stream.
//!
//! Both channels are full of items, so nothing waits, and the cost is that of choosing. It answers: may you write a `select!` loop
//! where it is clearer, or does it cost more than merging the streams first?

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use futures::channel::mpsc::{UnboundedReceiver, unbounded};
use futures::{StreamExt as _, stream};
use tokio::runtime::Builder;

const ITEMS: u64 = 10_000;

/// Returns two closed channels, each with half of the items.
fn inputs() -> (UnboundedReceiver<u64>, UnboundedReceiver<u64>) {
    let (odd_sender, odd) = unbounded();
    let (even_sender, even) = unbounded();
    for item in 1..=ITEMS {
        let sender = if item % 2 == 1 { &odd_sender } else { &even_sender };
        sender.unbounded_send(item).expect("the receiver is there");
    }
    (odd, even)
}

async fn by_select((mut odd, mut even): (UnboundedReceiver<u64>, UnboundedReceiver<u64>)) -> u64 {
    let mut sum = 0;
    loop {
        tokio::select! {
            Some(item) = odd.next() => sum += item,
            Some(item) = even.next() => sum += item,
            else => return sum,
        }
    }
}

async fn by_biased_select((mut odd, mut even): (UnboundedReceiver<u64>, UnboundedReceiver<u64>)) -> u64 {
    let mut sum = 0;
    loop {
        tokio::select! {
            biased;
            Some(item) = odd.next() => sum += item,
            Some(item) = even.next() => sum += item,
            else => return sum,
        }
    }
}

async fn by_merging((odd, even): (UnboundedReceiver<u64>, UnboundedReceiver<u64>)) -> u64 {
    stream::select(odd, even).fold(0, async |sum, item| sum + item).await
}

fn two_inputs(criterion: &mut Criterion) {
    let runtime = Builder::new_current_thread().build().expect("a runtime without a driver needs nothing");
    // Whatever is measured has read every item.
    let all = ITEMS * (ITEMS + 1) / 2;
    for sum in [
        runtime.block_on(by_select(inputs())),
        runtime.block_on(by_biased_select(inputs())),
        runtime.block_on(by_merging(inputs())),
    ] {
        assert_eq!(sum, all);
    }
    let mut group = criterion.benchmark_group("two inputs");
    group.sample_size(20).throughput(Throughput::Elements(ITEMS));
    let size = criterion::BatchSize::LargeInput;
    group.bench_function("merged stream", |bencher| {
        bencher.iter_batched(inputs, |inputs| runtime.block_on(by_merging(inputs)), size);
    });
    group.bench_function("select!", |bencher| {
        bencher.iter_batched(inputs, |inputs| runtime.block_on(by_select(inputs)), size);
    });
    group.bench_function("select!, biased", |bencher| {
        bencher.iter_batched(inputs, |inputs| runtime.block_on(by_biased_select(inputs)), size);
    });
    group.finish();
}

criterion_group!(benches, two_inputs);
criterion_main!(benches);
