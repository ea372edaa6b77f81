//! Which sum is faster? `cargo bench -p ex2-measure-runtime`, once the task `sums` is done.
//!
//! Nothing here is graded. What to look at: the numbers a second of the two ways, and how they change with the length.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use futures::stream;
use measure_runtime::{sum_collected, sum_streamed};

fn numbers(length: u32) -> impl futures::Stream<Item = f64> {
    stream::iter((0..length).map(f64::from))
}

fn sums(criterion: &mut Criterion) {
    // One runtime on this thread, entered once for a whole sum. To enter it anew for each number would measure the
    // entering.
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime without input and output");
    let mut group = criterion.benchmark_group("sums");
    for length in [1_000, 1_000_000] {
        group.throughput(Throughput::Elements(length.into()));
        group.bench_with_input(BenchmarkId::new("collected", length), &length, |b, length| {
            b.iter(|| runtime.block_on(sum_collected(black_box(numbers(*length)))));
        });
        group.bench_with_input(BenchmarkId::new("streamed", length), &length, |b, length| {
            b.iter(|| runtime.block_on(sum_streamed(black_box(numbers(*length)))));
        });
        // Your turn: a third way. How fast is `(0..length).map(f64::from).sum::<f64>()`, which is not async at all?
        // Predict first.
    }
    group.finish();
}

criterion_group!(benches, sums);
criterion_main!(benches);
