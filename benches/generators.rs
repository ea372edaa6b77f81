//! Ways to make a generator, in items per second: what an item costs when nothing waits.
//!
//! Each gives the numbers from 1 to [`ITEMS`], and all are drained in the same way, in one runtime on one thread. The
//! plain iterator stands beside them as the floor: it cannot wait.

use std::hint::black_box;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use async_stream::stream;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime};
use futures::{Stream, StreamExt};
use tokio::runtime::Runtime;
use tokio::sync::mpsc;

const ITEMS: u64 = 10_000;

/// The number of items that the channel holds.
const CAPACITY: usize = 64;

fn iterator() -> impl Iterator<Item = u64> {
    // Without the `black_box`, the compiler would know the sum.
    (1..=ITEMS).map(black_box)
}

fn by_macro() -> impl Stream<Item = u64> {
    stream! {
        for number in 1..=ITEMS {
            yield black_box(number);
        }
    }
}

fn by_unfold() -> impl Stream<Item = u64> {
    futures::stream::unfold(1, async |number| (number <= ITEMS).then(|| (black_box(number), number + 1)))
}

/// A stream that is a struct with a `poll_next`.
struct Counter {
    next: u64,
}

impl Stream for Counter {
    type Item = u64;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<u64>> {
        let number = self.next;
        if number > ITEMS {
            return Poll::Ready(None);
        }
        self.next += 1;
        Poll::Ready(Some(black_box(number)))
    }
}

fn by_hand() -> impl Stream<Item = u64> {
    Counter { next: 1 }
}

/// Returns the numbers of a task that sends them through a bounded channel.
fn by_channel() -> impl Stream<Item = u64> {
    let (sender, mut receiver) = mpsc::channel(CAPACITY);
    tokio::spawn(async move {
        for number in 1..=ITEMS {
            if sender.send(black_box(number)).await.is_err() {
                return;
            }
        }
    });
    futures::stream::poll_fn(move |cx| receiver.poll_recv(cx))
}

// ANCHOR: sum
async fn sum(numbers: impl Stream<Item = u64>) -> u64 {
    let mut numbers = pin!(numbers);
    let mut sum = 0;
    while let Some(number) = numbers.next().await {
        sum += number;
    }
    // Whatever is measured, it has given every number.
    assert_eq!(sum, ITEMS * (ITEMS + 1) / 2);
    sum
}
// ANCHOR_END: sum

// ANCHOR: drained
fn drained<S: Stream<Item = u64>>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    runtime: &Runtime,
    name: &str,
    generator: fn() -> S,
) {
    // One `block_on` for ten thousand items: its own cost does not show.
    group.bench_function(name, |bencher| bencher.iter(|| runtime.block_on(async { sum(generator()).await })));
}
// ANCHOR_END: drained

fn generators(criterion: &mut Criterion) {
    let runtime =
        tokio::runtime::Builder::new_current_thread().build().expect("a runtime without a driver needs nothing");
    let mut group = criterion.benchmark_group("generators");
    group.throughput(Throughput::Elements(ITEMS));
    group.warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3));
    group.bench_function("iterator", |bencher| bencher.iter(|| iterator().sum::<u64>()));
    drained(&mut group, &runtime, "by hand", by_hand);
    drained(&mut group, &runtime, "unfold", by_unfold);
    drained(&mut group, &runtime, "stream!", by_macro);
    drained(&mut group, &runtime, "channel and task", by_channel);
    group.finish();
}

criterion_group!(benches, generators);
criterion_main!(benches);
