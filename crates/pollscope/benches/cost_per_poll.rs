//! The cost of a lane per poll: of a bare future, wrapped without a recording, and recorded.
//!
//! `cargo bench -p pollscope`. One iteration is one poll of a future that is pending.

use std::future::poll_fn;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use pollscope::{Limits, Recording};

/// The number of polls in one recording, so that none is ever full.
const POLLS_PER_RECORDING: u64 = 10_000;

/// Returns the time of `polls` polls, without the creation of the futures.
fn time_polls<F: Future<Output = ()>>(polls: u64, future: impl Fn() -> F) -> Duration {
    let mut total = Duration::ZERO;
    let mut left = polls;
    while left > 0 {
        let batch = left.min(POLLS_PER_RECORDING);
        let mut future = pin!(future());
        let mut cx = Context::from_waker(Waker::noop());
        let started = Instant::now();
        for _ in 0..batch {
            let _ = black_box(future.as_mut().poll(black_box(&mut cx)));
        }
        total += started.elapsed();
        left -= batch;
    }
    total
}

fn never() -> impl Future<Output = ()> {
    poll_fn(|cx| {
        black_box(cx.waker());
        Poll::Pending
    })
}

fn cost_per_poll(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("cost_per_poll");
    group.bench_function("bare", |b| b.iter_custom(|polls| time_polls(polls, never)));
    group.bench_function("lane, no recording", |b| {
        b.iter_custom(|polls| time_polls(polls, || pollscope::future("never", never())));
    });

    let limits = Limits { events: 2 * POLLS_PER_RECORDING as usize + 10, ..Limits::default() };
    let recorded = || Recording::with_limits(limits).future("never", never());
    group.bench_function("lane, recorded on the running clock", |b| {
        b.iter_custom(|polls| time_polls(polls, recorded));
    });

    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime without I/O needs nothing from the system");
    group.bench_function("lane, recorded on the paused clock", |b| {
        b.iter_custom(|polls| runtime.block_on(async { time_polls(polls, recorded) }));
    });
    group.finish();
}

criterion_group!(benches, cost_per_poll);
criterion_main!(benches);
