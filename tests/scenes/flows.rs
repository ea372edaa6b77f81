//! Flows of steps, as in chapter 7.

use std::time::Duration;

use ::data_flow::{Data, FlowError, Step, group, sequence, step};
use futures::FutureExt as _;
use futures::future::try_join_all;
use tokio::time::sleep;

/// Returns a step that takes some seconds, in a lane of its own.
fn takes(name: &'static str, seconds: u64) -> Step {
    step(name, move |_: Data| {
        let nap = sleep(Duration::from_secs(seconds));
        pollscope::future(name, nap.map(|()| Ok::<_, String>(())))
    })
}

// ANCHOR: in_turn
pub async fn in_turn() -> Result<Data, FlowError> {
    let (prices, rates) = (takes("prices", 2), takes("rates", 3));
    let (merge, store) = (takes("merge", 1), takes("store", 2));
    let flow = sequence([prices, rates, merge, store]);
    flow.run(Data::new()).await
}
// ANCHOR_END: in_turn

// ANCHOR: together
pub async fn together() -> Result<Data, FlowError> {
    let (prices, rates) = (takes("prices", 2), takes("rates", 3));
    let (merge, store) = (takes("merge", 1), takes("store", 2));
    let flow = sequence([group([prices, rates]), merge, store]);
    flow.run(Data::new()).await
}
// ANCHOR_END: together

// ANCHOR: nested
pub async fn nested() -> Result<Data, FlowError> {
    let prices = takes("download", 1) | takes("parse", 3);
    let rates = takes("read", 3) | takes("check", 1);
    let flow = (prices & rates) | takes("merge", 1);
    Step::from(flow).run(Data::new()).await
}
// ANCHOR_END: nested

/// Returns steps of which the first one takes three seconds, the last one fails after one, and the others take two.
fn members(number: usize) -> Vec<Step> {
    let fails = step("fails", |_: Data| {
        let nap = sleep(Duration::from_secs(1));
        pollscope::future("fails", nap.map(|()| Err::<Data, _>("the disk is full")))
    });
    let other = |_| step("other", |_: Data| sleep(Duration::from_secs(2)).map(|()| Ok::<_, String>(())));
    [takes("slow", 3)].into_iter().chain((2..number).map(other)).chain([fails]).collect()
}

// ANCHOR: try_joined
pub async fn try_joined(number: usize) -> Result<Vec<Data>, FlowError> {
    let runs = members(number).into_iter().map(|member| member.run(Data::new()));
    try_join_all(runs).await
}
// ANCHOR_END: try_joined

// ANCHOR: grouped
pub async fn grouped(number: usize) -> Result<Data, FlowError> {
    group(members(number)).run(Data::new()).await
}
// ANCHOR_END: grouped
