//! Assertions: each passes when it should, and fails with a verdict that names the cause.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use futures::{StreamExt as _, future, stream};
use pollscope::testing::paused;
use pollscope::{Limits, Outcome, Recording};
use tokio::time::sleep;

const SECOND: Duration = Duration::from_secs(1);

/// Does three jobs, of 1, 2 and 3 s, `limit` at once.
async fn work(recording: &Recording, limit: usize) {
    stream::iter(1..=3u32)
        .map(|n| recording.future(format!("job {n}"), sleep(SECOND * n)))
        .buffer_unordered(limit)
        .collect::<Vec<()>>()
        .await;
}

#[track_caller]
fn assert_fails(recording: &Recording, assertion: impl FnOnce(&Recording), phrases: &[&str]) {
    let panic = catch_unwind(AssertUnwindSafe(|| assertion(recording))).expect_err("the assertion must fail");
    let verdict = panic.downcast_ref::<String>().expect("a verdict is text");
    for phrase in phrases {
        assert!(verdict.contains(phrase), "{phrase:?} is not in the verdict:\n{verdict}");
    }
    let order =
        ["expected: ", "\nhappened: ", "│"].map(|part| verdict.find(part).expect("a verdict has all its parts"));
    assert!(order.is_sorted(), "the parts are out of order:\n{verdict}");
    if let Some(cause) = verdict.find("\nit looks as if ") {
        assert!(cause > order[2], "the cause comes last:\n{verdict}");
    }
}

#[test]
fn in_flight_is_asserted_from_both_sides() {
    paused(async |recording| {
        work(&recording, 2).await;
        recording.assert_in_flight_at_most("job", 2);
        recording.assert_in_flight_reaches("job", 2);
        assert_fails(&recording, |r| r.assert_in_flight_at_most("job", 1), &["2 were in flight"]);
        assert_fails(&recording, |r| r.assert_in_flight_reaches("job", 3), &["never more than 2"]);
    });
    paused(async |recording| {
        work(&recording, 1).await;
        assert_fails(&recording, |r| r.assert_in_flight_reaches("job", 2), &["awaited before the next one starts"]);
        assert_fails(&recording, |r| r.assert_in_flight_reaches("other", 1), &["none of them was ever polled"]);
    });
}

#[test]
fn a_limit_is_missed_only_where_all_were_started() {
    let verdict = |limit| {
        let (sender, verdict) = std::sync::mpsc::channel();
        paused(async move |recording| {
            work(&recording, limit).await;
            let failed = catch_unwind(AssertUnwindSafe(|| recording.assert_in_flight_at_most("job", 1)));
            let panic = failed.expect_err("more than one was in flight");
            let text = panic.downcast_ref::<String>().expect("a verdict is text").clone();
            sender.send(text).expect("the test waits for the verdict");
        });
        verdict.recv().expect("the check sent a verdict")
    };
    assert!(verdict(3).contains("all of them are started at once, as without a limit"));
    assert!(!verdict(2).contains("it looks as if"), "two of three is a limit, if a wrong one");
}

/// Records jobs that wait, with room for only some of their events or lanes.
async fn cut_short(limits: Limits) -> Recording {
    let recording = Recording::with_limits(limits);
    let jobs = (1..=10u32).map(|n| recording.future(format!("job {n}"), sleep(SECOND * n)));
    future::join_all(jobs.collect::<Vec<_>>()).await;
    recording
}

fn few_events() -> Limits {
    Limits { events: 22, ..Limits::default() }
}

fn few_lanes() -> Limits {
    Limits { lanes: 3, ..Limits::default() }
}

#[test]
fn no_assertion_passes_on_a_recording_that_was_full() {
    for limits in [few_events(), few_lanes()] {
        paused(async move |_| {
            let recording = cut_short(limits).await;
            let full = &["nobody knows: the recording was full", "came later are missing"];
            assert_fails(&recording, |r| r.assert_in_flight_at_most("job", 10), full);
            assert_fails(&recording, |r| r.assert_in_flight_reaches("job", 1), full);
            assert_fails(&recording, |r| r.assert_overlap("job 1", "job 2"), full);
            assert_fails(&recording, |r| r.assert_promptly_polled("job", Duration::MAX), full);
            // What was recorded is enough for this verdict.
            assert_fails(&recording, |r| r.assert_in_flight_at_most("job", 1), &["were in flight at one moment"]);
        });
    }
}

/// Returns the message with which a query panics, or `None` if it answers.
fn refusal<T>(query: impl FnOnce() -> T) -> Option<String> {
    let panic = catch_unwind(AssertUnwindSafe(|| drop(query()))).err()?;
    Some(panic.downcast_ref::<String>().expect("the message is text").clone())
}

#[test]
fn no_query_answers_where_events_are_missing() {
    paused(async |_| {
        let trace = cut_short(few_events()).await.trace();
        assert_eq!((trace.lost_lanes, trace.events.len()), (0, 22));
        // Of the last one, only the creation is known.
        let lane = trace.lane("job 10");
        let refusals = [
            ("max_in_flight", refusal(|| trace.max_in_flight("job"))),
            ("overlap", refusal(|| trace.overlap("job 1", "job 10"))),
            ("started_in_order", refusal(|| trace.started_in_order("job").len())),
            ("finished_in_order", refusal(|| trace.finished_in_order("job").len())),
            ("started_at", refusal(|| lane.started_at())),
            ("ended_at", refusal(|| lane.ended_at())),
            ("outcome", refusal(|| lane.outcome())),
            ("polls", refusal(|| lane.polls())),
            ("items", refusal(|| lane.items())),
            ("item_times", refusal(|| lane.item_times())),
            ("wakes", refusal(|| lane.wakes())),
            ("self_wakes", refusal(|| lane.self_wakes())),
            ("longest_unpolled", refusal(|| lane.longest_unpolled())),
            ("most_polls_at_once", refusal(|| lane.most_polls_at_once())),
            ("is_being_polled", refusal(|| lane.is_being_polled())),
        ];
        for (query, refusal) in refusals {
            let refusal = refusal.unwrap_or_else(|| panic!("`{query}` must not answer"));
            assert!(refusal.starts_with(&format!("`{query}` has no answer: the recording was full: ")), "{refusal}");
        }
    });
}

#[test]
fn a_query_answers_where_what_it_needs_is_recorded() {
    paused(async |_| {
        let recording = Recording::with_limits(Limits { events: 8, ..Limits::default() });
        recording.future("whole", sleep(SECOND)).await;
        recording.future("cut", sleep(SECOND)).await;
        let trace = recording.trace();
        assert!(!trace.is_complete());
        let whole = trace.lane("whole");
        assert_eq!((whole.polls(), whole.wakes(), whole.outcome()), (2, 1, Outcome::Finished));
        assert_eq!((whole.started_at(), whole.ended_at()), (Some(Duration::ZERO), Some(SECOND)));
        assert!(refusal(|| trace.lane("cut").polls()).is_some());
    });
}

#[test]
fn no_query_on_a_family_answers_where_lanes_are_missing() {
    paused(async |_| {
        let trace = cut_short(few_lanes()).await.trace();
        assert_eq!((trace.lost_lanes, trace.lost_events), (7, 0));
        for (query, refusal) in [
            ("lanes", refusal(|| trace.lanes().count())),
            ("lanes_named", refusal(|| trace.lanes_named("job").len())),
            ("max_in_flight", refusal(|| trace.max_in_flight("job"))),
            ("started_in_order", refusal(|| trace.started_in_order("job").len())),
            ("finished_in_order", refusal(|| trace.finished_in_order("job").len())),
        ] {
            let refusal = refusal.unwrap_or_else(|| panic!("`{query}` must not answer"));
            assert!(refusal.contains("0 events and 7 lanes that came later are missing"), "{refusal}");
        }
        // All that happened to these is known.
        assert!(trace.overlap("job 1", "job 2"));
        assert_eq!(
            (trace.lane("job 3").outcome(), trace.lane("job 3").ended_at()),
            (Outcome::Finished, Some(3 * SECOND))
        );
        let missing = refusal(|| trace.lane("job 7").polls()).expect("it was not recorded");
        assert!(missing.ends_with("and 7 more that came after the recording was full"), "{missing}");
    });
}

#[test]
fn overlap_is_asserted() {
    paused(async |recording| {
        work(&recording, 2).await;
        recording.assert_overlap("job 1", "job 2");
        // `job 3` takes the place of `job 1`.
        assert_fails(&recording, |r| r.assert_overlap("job 1", "job 3"), &["before the other one started"]);
        drop(recording.future("job 4", sleep(SECOND)));
        assert_fails(&recording, |r| r.assert_overlap("job 1", "job 4"), &["`job 4` was never polled"]);
    });
}

#[test]
fn time_woken_and_not_polled_is_asserted() {
    paused(async |recording| {
        let jobs = (1..=2).map(|n| recording.future(format!("job {n}"), sleep(SECOND)));
        stream::iter(jobs).buffer_unordered(2).for_each(|()| sleep(3 * SECOND)).await;
        recording.assert_promptly_polled("job", 3 * SECOND);
        let trace = recording.trace();
        assert_eq!(trace.lane("job 2").longest_unpolled(), 3 * SECOND);
        assert_eq!(trace.lane("job 1").longest_unpolled(), Duration::ZERO);
        assert_fails(
            &recording,
            |r| r.assert_promptly_polled("job", SECOND),
            &["`job 2` was woken and left unpolled for 3s", "awaits something else"],
        );
    });
}

#[test]
fn the_order_of_starting_and_finishing_is_known() {
    paused(async |recording| {
        let jobs = [3u32, 1, 2].map(|n| recording.future(format!("job {n}"), sleep(SECOND * n)));
        future::join_all(jobs).await;
        let trace = recording.trace();
        assert_eq!(trace.started_in_order("job"), ["job 3", "job 1", "job 2"]);
        assert_eq!(trace.finished_in_order("job"), ["job 1", "job 2", "job 3"]);
    });
}

#[test]
fn the_real_time_of_a_poll_is_known_but_not_judged() {
    paused(async |recording| {
        recording.future("works", async { std::hint::black_box((0..1000).sum::<u64>()) }).await;
        let trace = recording.trace();
        assert!(trace.lane("works").longest_poll().is_some());
        assert_eq!(trace.without_real_times().lane("works").longest_poll(), None);
    });
}
