//! The cost of a flow beside the same steps written by hand.
//!
//! `cargo bench -p streamlings-data-flow`. Each group has the hand-written form first; its ratio to the others is the cost.

use std::convert::Infallible;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use data_flow::named::{self, DataFlow};
use data_flow::{BoxFlow, Flow, Step, fan_out, group, map, sequence, step};
use futures::future::{join_all, try_join_all};
use serde::{Deserialize, Serialize};
use tokio::runtime::{Builder, Runtime};
use tokio::task::yield_now;

type Number = Result<u64, Infallible>;

async fn ready(number: u64) -> Number {
    Ok(black_box(number) + 1)
}

async fn yields(number: u64) -> Number {
    yield_now().await;
    Ok(black_box(number) + 1)
}

async fn sum((a, b): (u64, u64)) -> Number {
    Ok(a + b)
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_time().build().expect("a runtime can be made")
}

/// Measures an async expression under a name.
macro_rules! measure {
    ($group:ident, $runtime:ident, $name:expr, $body:expr) => {
        $group.bench_function($name, |b| b.iter(|| $runtime.block_on(async { black_box($body.await) })));
    };
}

fn chain(criterion: &mut Criterion) {
    let runtime = runtime();
    let mut group = criterion.benchmark_group("chain of 5, ready at once");
    measure!(group, runtime, "by hand", async {
        let a = ready(black_box(1)).await?;
        let b = ready(a).await?;
        let c = ready(b).await?;
        let d = ready(c).await?;
        ready(d).await
    });
    let flow = step(ready) | ready | ready | ready | ready;
    measure!(group, runtime, "flow", flow.run(black_box(1)));
    let boxed = (step(ready) | ready | ready | ready | ready).boxed();
    measure!(group, runtime, "boxed flow", boxed.run(black_box(1)));
    group.finish();

    let mut group = criterion.benchmark_group("chain of 5, one suspension each");
    measure!(group, runtime, "by hand", async {
        let a = yields(black_box(1)).await?;
        let b = yields(a).await?;
        let c = yields(b).await?;
        let d = yields(c).await?;
        yields(d).await
    });
    let flow = step(yields) | yields | yields | yields | yields;
    measure!(group, runtime, "flow", flow.run(black_box(1)));
    let named = named_chain(5);
    measure!(group, runtime, "named flow", named.run::<_, Count>(Count { count: black_box(1) }));
    group.finish();
}

fn diamond(criterion: &mut Criterion) {
    let runtime = runtime();
    for (name, suspends) in [("diamond of 4, ready at once", false), ("diamond of 4, one suspension each", true)] {
        let mut group = criterion.benchmark_group(name);
        if suspends {
            measure!(group, runtime, "try_join!", async {
                let a = yields(black_box(1)).await?;
                sum(tokio::try_join!(yields(a), yields(a))?).await
            });
            let flow = step(yields) | (step(yields) & yields) | sum;
            measure!(group, runtime, "flow", flow.run(black_box(1)));
        } else {
            measure!(group, runtime, "try_join!", async {
                let a = ready(black_box(1)).await?;
                sum(tokio::try_join!(ready(a), ready(a))?).await
            });
            let flow = step(ready) | (step(ready) & ready) | sum;
            measure!(group, runtime, "flow", flow.run(black_box(1)));
        }
        group.finish();
    }
}

fn fan(criterion: &mut Criterion) {
    const ITEMS: u64 = 100;
    let runtime = runtime();
    let mut group_of = criterion.benchmark_group("fan-out to 100, ready at once");
    measure!(group_of, runtime, "join_all", async {
        join_all((0..ITEMS).map(ready)).await.into_iter().sum::<Number>()
    });
    measure!(group_of, runtime, "try_join_all", try_join_all((0..ITEMS).map(ready)));
    let flow = fan_out(usize::MAX, step(ready));
    measure!(group_of, runtime, "fan_out", flow.run((0..ITEMS).collect()));
    let flow = group((0..ITEMS).map(|_| step(ready)));
    measure!(group_of, runtime, "group", flow.run(1));
    group_of.finish();

    let mut group_of = criterion.benchmark_group("fan-out to 100, one suspension each");
    measure!(group_of, runtime, "join_all", async {
        join_all((0..ITEMS).map(yields)).await.into_iter().sum::<Number>()
    });
    let flow = fan_out(usize::MAX, step(yields));
    measure!(group_of, runtime, "fan_out", flow.run((0..ITEMS).collect()));
    group_of.finish();
}

#[derive(Serialize, Deserialize)]
struct Count {
    count: u64,
}

fn named_chain(steps: usize) -> DataFlow {
    let add = |Count { count }: Count| async move { yields(count).await.map(|count| Count { count }) };
    DataFlow::new(named::sequence((0..steps).map(|_| named::step(add)))).expect("the definition is right")
}

fn add_one() -> Flow<u64, u64, impl Step<u64, Out = u64>> {
    map(|number: u64| number + 1)
}

/// Measures flows of growing length: the cost of a step must not depend on their number.
fn length(criterion: &mut Criterion) {
    let runtime = runtime();
    let mut group = criterion.benchmark_group("per number of steps");
    for steps in [10_u64, 100, 1000, 10_000] {
        let named = named_chain(steps as usize);
        let typed: Flow<u64, u64, _> = sequence((0..steps).map(|_| add_one()));
        let boxed: BoxFlow<u64, u64> = sequence((0..steps).map(|_| step(yields))).boxed();
        group.throughput(criterion::Throughput::Elements(steps));
        group.bench_with_input(BenchmarkId::new("maps", steps), &steps, |b, _| {
            b.iter(|| runtime.block_on(typed.run(black_box(1))));
        });
        group.bench_with_input(BenchmarkId::new("steps that suspend", steps), &steps, |b, _| {
            b.iter(|| runtime.block_on(boxed.run(black_box(1))));
        });
        group.bench_with_input(BenchmarkId::new("named steps that suspend", steps), &steps, |b, _| {
            b.iter(|| runtime.block_on(named.run::<_, Count>(Count { count: black_box(1) })));
        });
    }
    group.finish();
}

fn overlapping(criterion: &mut Criterion) {
    const RUNS: u64 = 10_000;
    let runtime = runtime();
    let mut group = criterion.benchmark_group("10,000 overlapping runs");
    group.sample_size(10);
    measure!(group, runtime, "by hand", async {
        let run = |number| async move {
            let a = yields(number).await?;
            sum(tokio::try_join!(yields(a), yields(a))?).await
        };
        try_join_all((0..RUNS).map(run)).await
    });
    let flow = step(yields) | (step(yields) & yields) | sum;
    measure!(group, runtime, "flow", try_join_all((0..RUNS).map(|number| flow.run(number))));
    group.finish();
}

criterion_group!(benches, chain, diamond, fan, length, overlapping);
criterion_main!(benches);
