//! A benchmark of the sums: `cargo bench -p ex2-measure-runtime --features bench`.
//!
//! Nothing here is graded. Look at the numbers per second of each sum, and at how they change with the length. Two of the
//! sums are yours, from the tasks `sum_collected` and `sum_streamed`.

use std::hint::black_box;
use std::panic::catch_unwind;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use futures::stream;
use measure_runtime::{sum_collected, sum_streamed};
use tokio::runtime::{Builder, Runtime};

fn numbers(length: u32) -> impl futures::Stream<Item = f64> {
    stream::iter((0..length).map(f64::from))
}

fn runtime() -> Runtime {
    Builder::new_current_thread().build().expect("a runtime without I/O needs nothing from the system")
}

fn sums(criterion: &mut Criterion) {
    let written = catch_unwind(|| {
        runtime().block_on(async { (sum_collected(numbers(1)).await, sum_streamed(numbers(1)).await) })
    });
    if written.is_err() {
        eprintln!("`sum_collected` or `sum_streamed` is not done yet: only the iterator is measured.");
    }

    // The runtime is entered once for a whole sum. Entering it for each number would measure the entering.
    let runtime = runtime();
    let mut group = criterion.benchmark_group("sums");
    for length in [1_000, 1_000_000] {
        group.throughput(Throughput::Elements(length.into()));
        group.bench_with_input(BenchmarkId::new("iterator", length), &length, |b, length| {
            b.iter(|| (0..black_box(*length)).map(f64::from).sum::<f64>());
        });
        if written.is_ok() {
            group.bench_with_input(BenchmarkId::new("collected", length), &length, |b, length| {
                b.iter(|| runtime.block_on(sum_collected(numbers(black_box(*length)))));
            });
            group.bench_with_input(BenchmarkId::new("streamed", length), &length, |b, length| {
                b.iter(|| runtime.block_on(sum_streamed(numbers(black_box(*length)))));
            });
        }
        // Your turn: a sum of your own, such as summing `numbers(..).chunks(100)` chunk by chunk. Predict its place first.
    }
    group.finish();
}

criterion_group!(benches, sums);
criterion_main!(benches);
