//! The verdicts on checks that hang.

use std::any::Any;
use std::future::{pending, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::task::Poll;
use std::time::Duration;

use pollscope::Recording;
use pollscope::testing::{live, paused, paused_for};
use tokio::time::sleep;

/// Returns the verdict on a check, which must fail.
fn verdict<C>(check: C) -> String
where
    C: AsyncFnOnce(Recording) + Send + 'static,
{
    verdict_of(|| paused(check))
}

fn verdict_of(check: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(check)).expect_err("the check must fail");
    message(&*panic).to_owned()
}

fn message(panic: &(dyn Any + Send)) -> &str {
    panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref().copied()).unwrap_or_default()
}

#[track_caller]
fn assert_says(verdict: &str, phrases: &[&str]) {
    for phrase in phrases {
        assert!(verdict.contains(phrase), "{phrase:?} is not in the verdict:\n{verdict}");
    }
}

#[test]
fn waiting_for_ever_is_named_with_the_picture_so_far() {
    let verdict = verdict(async |recording| {
        recording.future("nap", sleep(Duration::from_secs(2))).await;
        recording.future("lost", pending::<()>()).await;
    });
    assert_says(
        &verdict,
        &[
            "waits for something that never comes: after 2s nothing happened",
            "without keeping the waker",
            "nap",
            "lost",
        ],
    );
}

#[test]
fn polling_for_ever_is_named() {
    let verdict = verdict(async |recording| {
        let busy = poll_fn(|cx| {
            cx.waker().wake_by_ref();
            Poll::<()>::Pending
        });
        recording.future("busy", busy).await;
    });
    assert_says(&verdict, &["polls for ever without waiting", "wakes itself", "busy"]);
}

#[test]
fn a_spawned_lane_that_polls_for_ever_is_named_too() {
    let verdict = verdict(async |recording| {
        let busy = poll_fn(|cx| {
            cx.waker().wake_by_ref();
            Poll::<()>::Pending
        });
        tokio::spawn(recording.future("busy", busy)).await.expect("it does not panic");
    });
    assert_says(&verdict, &["polls for ever without waiting", "busy"]);
}

#[test]
fn going_on_for_ever_is_told_from_waiting() {
    let verdict = verdict(async |recording| {
        recording
            .future("ticker", async {
                loop {
                    sleep(Duration::from_secs(60)).await;
                }
            })
            .await;
    });
    assert_says(&verdict, &["after an hour of virtual time it was still going on"]);
}

#[test]
fn a_poll_that_blocks_is_named_with_its_lane() {
    // It blocks until the verdict is there, so that the thread can end.
    let (release, blocked) = mpsc::channel::<()>();
    let verdict = verdict(async move |recording| {
        let blocks = async move { blocked.recv().unwrap_or_default() };
        recording.future("blocks", blocks).await;
    });
    drop(release);
    assert_says(&verdict, &["a poll of `blocks` has not returned", "expected: every poll returns soon"]);
}

#[test]
fn many_slow_polls_are_no_poll_that_never_returns() {
    // Together they take longer than a single one may.
    paused(async |_| {
        for _ in 0..30 {
            std::thread::sleep(Duration::from_millis(700));
            tokio::task::yield_now().await;
        }
    });
}

#[test]
fn another_limit_of_virtual_time_is_kept_to() {
    let day = Duration::from_secs(86_400);
    paused_for(2 * day, async move |_| sleep(day).await);
    let verdict = verdict_of(move || paused_for(day, async move |_| sleep(2 * day).await));
    assert_says(&verdict, &["waits for something that never comes"]);
}

#[test]
fn an_hour_less_a_moment_is_not_for_ever() {
    paused(async |_| sleep(Duration::from_secs(3599)).await);
}

#[test]
fn the_message_of_a_failed_check_is_kept() {
    let verdict = verdict(async |_| panic!("the third number is missing"));
    assert_eq!(verdict, "the third number is missing");
}

#[test]
fn the_trace_is_written_under_the_path_of_the_test() {
    paused(async |recording| recording.future("nap", sleep(Duration::from_secs(1))).await);
    let program = std::env::current_exe().expect("this test is a program");
    let target = program.ancestors().nth(3).expect("target/<profile>/deps/program");
    let path = target.join("traces/pollscope/the_trace_is_written_under_the_path_of_the_test.json");
    let json = std::fs::read_to_string(&path).expect("the trace is written");
    let trace = pollscope::Trace::from_json(&json).expect("it can be read");
    assert_eq!(trace.lane("nap").ended_at(), Some(Duration::from_secs(1)));
}

#[test]
fn on_the_real_clock_waiting_for_ever_is_named_too() {
    let verdict = verdict_of(|| live(async |recording| recording.future("lost", pending::<()>()).await));
    assert_says(&verdict, &["waits for something that never comes", "lost"]);
}

#[test]
fn on_the_real_clock_polling_for_ever_is_named_too() {
    let busy = || {
        poll_fn(|cx| {
            cx.waker().wake_by_ref();
            Poll::<()>::Pending
        })
    };
    let verdict = verdict_of(move || live(async move |recording| recording.future("busy", busy()).await));
    assert_says(&verdict, &["polls for ever without waiting", "wakes itself", "busy"]);
}

#[test]
fn on_the_real_clock_time_passes_by_itself() {
    live(async |recording| {
        let start = std::time::Instant::now();
        recording.future("nap", sleep(Duration::from_millis(20))).await;
        assert!(start.elapsed() >= Duration::from_millis(20));
    });
}

#[test]
fn what_runs_in_a_task_of_its_own_wakes_a_check_on_the_real_clock() {
    live(async |_| {
        let (out, inbox) = tokio::sync::oneshot::channel();
        tokio::spawn(async move { out.send(7) });
        assert_eq!(inbox.await, Ok(7));
        assert_eq!(tokio::task::spawn_blocking(|| 8).await.expect("it does not panic"), 8);
    });
}
