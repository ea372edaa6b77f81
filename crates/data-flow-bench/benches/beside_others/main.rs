//! The cost of a flow beside the same steps written by hand, and beside other libraries.
//!
//! `cargo bench -p data-flow-bench` runs all in one run, and measures processor time. `cargo guide bench` with the names of the charts
//! saves the results. Each group begins with the form that was written by hand.
//!
//! A graph of dagx or dagrs can run only once, so their cases build it each time.

mod cpu_time;
mod with_dagrs;
mod with_dagx;
mod with_python;

use std::convert::Infallible;
use std::hint::black_box;
use std::time::Duration;

use criterion::measurement::Measurement as _;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use data_flow::named::{self, DataFlow, Definition};
use data_flow::{BoxFlow, Flow, Step, fan_out, map, sequence, step};
use futures::future::{join_all, try_join_all};
use futures_concurrency::future::{Join as _, TryJoin as _};
use serde::{Deserialize, Serialize};
use tokio::runtime::{Builder, Runtime};
use tokio::task::yield_now;

use crate::cpu_time::CpuTime;

type Number = Result<u64, Infallible>;

/// The members of a fan-out.
const MEMBERS: u64 = 100;

async fn ready(number: u64) -> Number {
    Ok(black_box(number) + 1)
}

async fn suspended(number: u64) -> Number {
    yield_now().await;
    Ok(black_box(number) + 1)
}

async fn sum((a, b): (u64, u64)) -> Number {
    Ok(a + b)
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_time().build().expect("a runtime can be made")
}

/// Measures an async expression under a name. All its runs are in one `block_on`, which takes longer than some of them.
macro_rules! measure {
    ($group:ident, $runtime:ident, $name:expr, $body:expr) => {
        $group.bench_function($name, |b| {
            b.iter_custom(|runs| {
                let started = CpuTime.start();
                $runtime.block_on(async {
                    for _ in 0..runs {
                        let _ = black_box($body.await);
                    }
                });
                CpuTime.end(started)
            });
        });
    };
}

/// Measures five steps, one after another.
macro_rules! chain {
    ($criterion:ident, $runtime:ident, $name:literal, $step:ident) => {{
        let mut group = $criterion.benchmark_group($name);
        measure!(group, $runtime, "by hand", async {
            let a = $step(black_box(1)).await?;
            let b = $step(a).await?;
            let c = $step(b).await?;
            let d = $step(c).await?;
            $step(d).await
        });
        let flow = step($step) | $step | $step | $step | $step;
        measure!(group, $runtime, "typed", flow.run(black_box(1)));
        let boxed = (step($step) | $step | $step | $step | $step).boxed();
        measure!(group, $runtime, "typed and boxed", boxed.run(black_box(1)));
        let flow = DataFlow::new(named::sequence((0..5).map(|_| named_step($step)))).expect("the definition is right");
        measure!(group, $runtime, "named", flow.run::<_, Count>(Count { count: black_box(1) }));
        measure!(group, $runtime, "dagx", with_dagx::chain($step, black_box(1)));
        measure!(group, $runtime, "dagrs", with_dagrs::chain($step, black_box(1)));
        with_python::measure(&mut group, concat!($name, "/", stringify!($step)));
        group.finish();
    }};
}

/// Measures one step, two that run together with its result, and their sum.
macro_rules! diamond {
    ($criterion:ident, $runtime:ident, $name:literal, $step:ident) => {{
        let mut group = $criterion.benchmark_group($name);
        measure!(group, $runtime, "try_join!", async {
            let a = $step(black_box(1)).await?;
            sum(tokio::try_join!($step(a), $step(a))?).await
        });
        let flow = step($step) | (step($step) & $step) | sum;
        measure!(group, $runtime, "typed", flow.run(black_box(1)));
        let definition = named_step($step)
            | (named_step($step).output("count", "left") & named_step($step).output("count", "right"))
            | named::step(async |Pair { left, right }: Pair| Ok::<_, Infallible>(Count { count: left + right }));
        let flow = DataFlow::new(definition).expect("the definition is right");
        measure!(group, $runtime, "named", flow.run::<_, Count>(Count { count: black_box(1) }));
        measure!(group, $runtime, "futures-concurrency", async {
            let a = $step(black_box(1)).await?;
            sum(($step(a), $step(a)).try_join().await?).await
        });
        measure!(group, $runtime, "dagx", with_dagx::diamond($step, black_box(1)));
        measure!(group, $runtime, "dagrs", with_dagrs::diamond($step, black_box(1)));
        with_python::measure(&mut group, concat!($name, "/", stringify!($step)));
        group.finish();
    }};
}

/// Measures a step for each of a hundred items.
macro_rules! fan {
    ($criterion:ident, $runtime:ident, $name:literal, $step:ident) => {{
        let mut group = $criterion.benchmark_group($name);
        measure!(group, $runtime, "join_all", async {
            join_all((0..MEMBERS).map($step)).await.into_iter().sum::<Number>()
        });
        measure!(group, $runtime, "try_join_all", try_join_all((0..MEMBERS).map($step)));
        let flow = fan_out(usize::MAX, step($step));
        measure!(group, $runtime, "typed fan_out", flow.run((0..MEMBERS).collect()));
        let flow = data_flow::group((0..MEMBERS).map(|_| step($step)));
        measure!(group, $runtime, "typed group", flow.run(1));
        measure!(group, $runtime, "futures-concurrency", async {
            (0..MEMBERS).map($step).collect::<Vec<_>>().join().await.into_iter().sum::<Number>()
        });
        measure!(group, $runtime, "dagx", with_dagx::fan_out($step, MEMBERS));
        measure!(group, $runtime, "dagrs", with_dagrs::fan_out($step, MEMBERS));
        group.finish();
    }};
}

#[derive(Serialize, Deserialize)]
struct Count {
    count: u64,
}

#[derive(Serialize, Deserialize)]
struct Pair {
    left: u64,
    right: u64,
}

fn named_step<Fut>(step: impl Fn(u64) -> Fut + Copy + Send + Sync + 'static) -> Definition
where
    Fut: Future<Output = Number> + Send + 'static,
{
    named::step(move |Count { count }: Count| async move { step(count).await.map(|count| Count { count }) })
}

fn beside_others(criterion: &mut Criterion<CpuTime>) {
    let runtime = runtime();
    chain!(criterion, runtime, "data-flow chain, ready", ready);
    chain!(criterion, runtime, "data-flow chain, suspended", suspended);
    diamond!(criterion, runtime, "data-flow diamond, ready", ready);
    diamond!(criterion, runtime, "data-flow diamond, suspended", suspended);
    fan!(criterion, runtime, "data-flow fan-out, ready", ready);
    fan!(criterion, runtime, "data-flow fan-out, suspended", suspended);
}

fn add_one() -> Flow<u64, u64, impl Step<u64, Out = u64>> {
    map(|number: u64| number + 1)
}

/// Measures flows of growing length: the cost of a step must not depend on their number.
fn length(criterion: &mut Criterion<CpuTime>) {
    let runtime = runtime();
    let mut group = criterion.benchmark_group("data-flow length");
    for steps in [10_u64, 100, 1000, 10_000] {
        let maps: Flow<u64, u64, _> = sequence((0..steps).map(|_| add_one()));
        let typed: BoxFlow<u64, u64> = sequence((0..steps).map(|_| step(suspended))).boxed();
        let named = DataFlow::new(named::sequence((0..steps).map(|_| named_step(suspended))));
        let named = named.expect("the definition is right");
        group.throughput(Throughput::Elements(steps));
        measure!(group, runtime, BenchmarkId::new("maps", steps), maps.run(black_box(1)));
        measure!(group, runtime, BenchmarkId::new("by hand", steps), async {
            let mut number = black_box(1);
            for _ in 0..steps {
                number = suspended(number).await?;
            }
            Number::Ok(number)
        });
        measure!(group, runtime, BenchmarkId::new("typed", steps), typed.run(black_box(1)));
        measure!(
            group,
            runtime,
            BenchmarkId::new("named", steps),
            named.run::<_, Count>(Count { count: black_box(1) })
        );
    }
    group.finish();
}

fn overlapping(criterion: &mut Criterion<CpuTime>) {
    const RUNS: u64 = 10_000;
    let runtime = runtime();
    let mut group = criterion.benchmark_group("data-flow overlapping");
    group.throughput(Throughput::Elements(RUNS));
    measure!(group, runtime, "try_join!", async {
        let run = |number| async move {
            let a = suspended(number).await?;
            sum(tokio::try_join!(suspended(a), suspended(a))?).await
        };
        try_join_all((0..RUNS).map(run)).await
    });
    let flow = step(suspended) | (step(suspended) & suspended) | sum;
    measure!(group, runtime, "typed", try_join_all((0..RUNS).map(|number| flow.run(number))));
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .with_measurement(CpuTime)
        .sample_size(50)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(500));
    targets = beside_others, length, overlapping
}
criterion_main!(benches);
