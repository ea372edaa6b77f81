//! A flow of a hundred steps that do nothing, beside the same calls of an async function.
//!
//! It answers: what does it cost that a step is a closure that returns a future in a box, that its inputs are found by their
//! names, and that it runs on a thread for blocking work?

use std::future::ready;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use data_flow::{Data, FlowError, Step, blocking, sequence, step};
use futures::FutureExt as _;
use serde::{Deserialize, Serialize};
use tokio::runtime::Builder;

const STEPS: u64 = 100;

#[derive(Serialize, Deserialize)]
struct Price {
    shop: String,
    price: f64,
}

fn input() -> Data {
    Data::from_iter([("shop".to_owned(), "main".into()), ("price".to_owned(), 2.5.into())])
}

async fn same(data: Data) -> Result<Data, FlowError> {
    ready(()).await;
    Ok(data)
}

async fn direct() -> Result<Data, FlowError> {
    let mut data = input();
    for _ in 0..STEPS {
        data = same(data).await?;
    }
    Ok(data)
}

async fn on_tasks() -> Result<Data, FlowError> {
    let mut data = input();
    for _ in 0..STEPS {
        data = tokio::spawn(same(data)).await.expect("it does not panic")?;
    }
    Ok(data)
}

fn flow(step: impl Fn() -> Step) -> Step {
    sequence((0..STEPS).map(|_| step()))
}

fn steps(criterion: &mut Criterion) {
    let runtime = Builder::new_current_thread().build().expect("a runtime without a driver needs nothing");
    let in_a_box = flow(|| Step::new("same", |data| same(data).boxed()));
    let by_name = flow(|| step("same", |price: Price| ready(Ok::<_, String>(price))));
    let on_threads = flow(|| blocking("same", |price: Price| Ok::<_, String>(price)));
    // Whatever is measured has passed on its input.
    assert_eq!(runtime.block_on(direct()).ok(), Some(input()));
    assert_eq!(runtime.block_on(on_tasks()).ok(), Some(input()));
    for flow in [&in_a_box, &by_name, &on_threads] {
        assert_eq!(runtime.block_on(flow.run(input())).ok(), Some(input()));
    }
    let mut group = criterion.benchmark_group("steps");
    group.sample_size(20).throughput(Throughput::Elements(STEPS));
    group.bench_function("async function", |bencher| bencher.iter(|| runtime.block_on(direct())));
    group.bench_function("in a box", |bencher| bencher.iter(|| runtime.block_on(in_a_box.run(input()))));
    group.bench_function("task for each", |bencher| bencher.iter(|| runtime.block_on(on_tasks())));
    group.bench_function("inputs by name", |bencher| bencher.iter(|| runtime.block_on(by_name.run(input()))));
    group.bench_function("blocking", |bencher| bencher.iter(|| runtime.block_on(on_threads.run(input()))));
    group.finish();
}

criterion_group!(benches, steps);
criterion_main!(benches);
