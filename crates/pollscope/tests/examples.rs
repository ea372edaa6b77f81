//! The examples: each shows what its documentation says.

#![allow(dead_code, unreachable_pub, reason = "each example has a main function and a public scene")]

use std::time::Duration;

use futures::FutureExt as _;
use pollscope::draw::Drawing;
use pollscope::trace::EventKind;
use pollscope::{Outcome, Recording, Trace};

#[path = "../examples/backpressure.rs"]
mod backpressure;
#[path = "../examples/blocking_poll.rs"]
mod blocking_poll;
#[path = "../examples/bounded_in_flight.rs"]
mod bounded_in_flight;
#[path = "../examples/cancelled_half_way.rs"]
mod cancelled_half_way;
#[path = "../examples/executor.rs"]
mod executor;
#[path = "../examples/never_polled.rs"]
mod never_polled;
#[path = "../examples/one_after_another_or_together.rs"]
mod one_after_another_or_together;
#[path = "../examples/woken_and_not_polled.rs"]
mod woken_and_not_polled;

const SECOND: Duration = Duration::from_secs(1);
const MILLISECOND: Duration = Duration::from_millis(1);

async fn recorded(scene: impl AsyncFnOnce(&Recording)) -> Trace {
    let recording = Recording::start();
    scene(&recording).await;
    recording.trace().without_real_times()
}

#[tokio::test(start_paused = true)]
async fn one_after_another_or_together() {
    let trace = recorded(one_after_another_or_together::scene).await;
    assert!(!trace.overlap("a", "b"));
    assert!(trace.overlap("c", "d"));
    assert_eq!(trace.lane("b").created_at(), trace.lane("a").ended_at());
    assert_eq!(trace.lane("in turn").ended_at(), Some(5 * SECOND));
    assert_eq!(trace.lane("together").ended_at(), Some(8 * SECOND));
    insta::assert_snapshot!(Drawing::of(&trace).text());
}

#[tokio::test(start_paused = true)]
async fn bounded_in_flight() {
    let trace = recorded(bounded_in_flight::scene).await;
    assert_eq!(trace.max_in_flight("fetch"), 2);
    assert_eq!(trace.finished_in_order("fetch").len(), 6);
    insta::assert_snapshot!(Drawing::of(&trace).text());
}

#[tokio::test]
async fn blocking_poll() {
    let recording = Recording::start();
    blocking_poll::scene(&recording).await;
    let trace = recording.trace();

    let (began, took) = longest_poll(&trace, "blocks");
    assert!(took >= 60 * MILLISECOND, "{took:?}");
    // The thread was blocked, so the ticks were not even woken.
    let within = |at: Duration| began < at && at < began + took;
    assert!(!trace.lane("tick 2").events().any(|(_, event)| within(event.at)), "{}", Drawing::of(&trace).text());
    assert!(trace.lanes().all(|lane| lane.outcome() == Outcome::Finished));
}

/// Returns the start and the duration of the longest poll of a lane.
fn longest_poll(trace: &Trace, lane: &str) -> (Duration, Duration) {
    let mut polls = Vec::new();
    let mut began = Duration::ZERO;
    for (_, event) in trace.lane(lane).events() {
        match event.kind {
            EventKind::Polled => began = event.at,
            EventKind::Pending | EventKind::Ready => polls.push((began, event.at.saturating_sub(began))),
            _ => {}
        }
    }
    polls.into_iter().max_by_key(|&(_, took)| took).expect("the lane was polled")
}

#[tokio::test(start_paused = true)]
async fn woken_and_not_polled() {
    let trace = recorded(woken_and_not_polled::scene).await;
    assert_eq!(trace.lane("fetch 2").longest_unpolled(), 60 * MILLISECOND);
    assert_eq!(trace.lane("fetch 1").longest_unpolled(), Duration::ZERO);
    let text = Drawing::of(&trace).text();
    assert!(text.contains("!▒▒▒▒▒▒▒▒▒▒▒✓"), "{text}");
    insta::assert_snapshot!(text);
}

#[tokio::test(start_paused = true)]
async fn cancelled_half_way() {
    let trace = recorded(cancelled_half_way::scene).await;
    assert_eq!(trace.lane("near mirror").outcome(), Outcome::Finished);
    assert_eq!(trace.lane("far mirror").outcome(), Outcome::DroppedUnfinished);
    assert_eq!(trace.lane("read 2").outcome(), Outcome::DroppedUnfinished);
    assert_eq!(trace.lane("read 2").ended_at(), Some(3 * SECOND));
    insta::assert_snapshot!(Drawing::of(&trace).text());
}

#[tokio::test(start_paused = true)]
async fn never_polled() {
    let trace = recorded(never_polled::scene).await;
    assert_eq!(trace.lane("notify").outcome(), Outcome::NeverPolled);
    assert_eq!(trace.lane("save").started_at(), Some(SECOND));
    insta::assert_snapshot!(Drawing::of(&trace).text());
}

#[tokio::test(start_paused = true)]
async fn backpressure() {
    let trace = recorded(backpressure::scene).await;
    let ended = |number| trace.lane(&format!("send {number}")).ended_at().expect("all were sent");
    assert_eq!([1, 2, 3, 4, 5, 6].map(ended), [0, 0, 0, 1, 2, 3].map(Duration::from_secs));
    insta::assert_snapshot!(Drawing::of(&trace).text());
}

#[tokio::test(start_paused = true)]
async fn executor() {
    let recording = Recording::start();
    executor::scene(&recording, |pause| {
        // The first poll of `advance` moves the clock that the recording follows.
        let _ = tokio::time::advance(pause).now_or_never();
    });
    let trace = recording.trace().without_real_times();
    assert_eq!(["store", "fetch"].map(|name| trace.lane(name).polls()), [3, 2]);
    let woken = trace.lane("store").events().filter(|(_, event)| event.kind == EventKind::Woken);
    let by: Vec<_> = woken.map(|(_, event)| event.by.map(|by| trace.lanes[by.0 as usize].name.as_str())).collect();
    assert_eq!(by, [Some("fetch"), None], "the other task wakes it, and then the clock");
    insta::assert_snapshot!(Drawing::of(&trace).text());
}
