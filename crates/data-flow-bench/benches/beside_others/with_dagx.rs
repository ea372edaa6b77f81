//! The same graphs with dagx.

use dagx::{DagRunner, task_fn};

use crate::Number;

/// A step of a flow.
pub(crate) trait StepFn<Fut>: Fn(u64) -> Fut + Copy + Send + 'static {}

impl<Fut, F: Fn(u64) -> Fut + Copy + Send + 'static> StepFn<Fut> for F {}

/// Returns the value of a step that cannot fail: dagx takes errors for values.
fn value(result: Number) -> u64 {
    let Ok(value) = result;
    value
}

async fn run(dag: &DagRunner) {
    let spawn = |future| {
        tokio::spawn(future);
    };
    dag.run(spawn).await.expect("the graph runs");
}

pub(crate) async fn chain<Fut: Future<Output = Number> + Send + 'static>(step: impl StepFn<Fut>, input: u64) -> u64 {
    let dag = DagRunner::new();
    let next = move |number: u64| async move { value(step(number).await) };
    let first = dag.add_task(task_fn(move |(): ()| next(input)));
    let mut last = dag.add_task(task_fn(next)).depends_on(&first);
    for _ in 2..5 {
        last = dag.add_task(task_fn(next)).depends_on(last);
    }
    run(&dag).await;
    dag.get(last).expect("the last step has run")
}

pub(crate) async fn diamond<Fut: Future<Output = Number> + Send + 'static>(step: impl StepFn<Fut>, input: u64) -> u64 {
    let dag = DagRunner::new();
    let next = move |number: u64| async move { value(step(number).await) };
    let first = dag.add_task(task_fn(move |(): ()| next(input)));
    let left = dag.add_task(task_fn(next)).depends_on(&first);
    let right = dag.add_task(task_fn(next)).depends_on(&first);
    let sum = dag.add_task(task_fn(|(a, b): (u64, u64)| async move { a + b })).depends_on((&left, &right));
    run(&dag).await;
    dag.get(sum).expect("the last step has run")
}

pub(crate) async fn fan_out<Fut: Future<Output = Number> + Send + 'static>(step: impl StepFn<Fut>, members: u64) {
    let dag = DagRunner::new();
    let first = dag.add_task(task_fn(|(): ()| async { 0 }));
    for index in 0..members {
        let member = move |number: u64| async move { value(step(number + index).await) };
        dag.add_task(task_fn(member)).depends_on(&first);
    }
    run(&dag).await;
}
