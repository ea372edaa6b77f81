//! Recordings: what is recorded, and that the code behaves as it does without one.

use std::cell::Cell;
use std::future::{pending, poll_fn, ready};
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Poll, Waker};
use std::time::Duration;

use futures::{FutureExt as _, StreamExt as _, future, stream};
use pollscope::testing::paused;
use pollscope::trace::{Clock, EventKind, LaneKind};
use pollscope::{LaneView, Limits, Outcome, Recording, Trace};
use tokio::time::sleep;
use tokio_test::{assert_pending, assert_ready};

const SECOND: Duration = Duration::from_secs(1);

fn kinds(trace: &Trace, lane: &str) -> Vec<EventKind> {
    trace.lane(lane).events().map(|(_, event)| event.kind).collect()
}

#[test]
fn a_future_is_seen_from_its_creation_to_its_drop() {
    use EventKind::{Created, Dropped, Pending, Polled, Ready, Woken};

    paused(async |recording| {
        recording.future("nap", sleep(SECOND)).await;
        let trace = recording.trace();
        assert_eq!(kinds(&trace, "nap"), [Created, Polled, Pending, Woken, Polled, Ready, Dropped]);
        let nap = trace.lane("nap");
        assert_eq!((nap.started_at(), nap.ended_at()), (Some(Duration::ZERO), Some(SECOND)));
        assert_eq!((nap.polls(), nap.wakes(), nap.self_wakes(), nap.items()), (2, 1, 0, 0));
        assert_eq!((nap.kind(), nap.outcome()), (LaneKind::Future, Outcome::Finished));
        assert_eq!(trace.clock, Clock::Paused);
    });
}

#[test]
fn a_stream_is_seen_item_by_item() {
    paused(async |recording| {
        let ticks = stream::iter(1..=3).then(|n| sleep(SECOND).map(move |()| n));
        let ticks: Vec<u32> = recording.stream("ticks", ticks).collect().await;
        assert_eq!(ticks, [1, 2, 3]);
        let trace = recording.trace();
        let lane = trace.lane("ticks");
        assert_eq!(lane.item_times(), [SECOND, 2 * SECOND, 3 * SECOND]);
        assert_eq!((lane.items(), lane.kind(), lane.outcome()), (3, LaneKind::Stream, Outcome::Finished));
    });
}

#[test]
fn a_lane_that_is_created_while_another_is_polled_is_its_child() {
    paused(async |recording| {
        let inner = async || pollscope::future("inner", sleep(SECOND)).await;
        recording.future("outer", async { future::join(inner(), inner()).await }).await;
        let trace = recording.trace();
        assert_eq!(trace.lane("inner").parent().map(|lane| lane.name()), Some("outer"));
        assert_eq!(trace.lane("inner 2").parent().map(|lane| lane.name()), Some("outer"));
        assert_eq!(trace.lane("outer").parent().map(|lane| lane.name()), None);
    });
}

#[test]
fn a_name_that_is_taken_gets_a_number_of_its_own() {
    paused(async |recording| {
        for name in ["fetch", "page 7", "fetch", "page 7", "page 7", "fetch"] {
            recording.future(name, future::ready(())).await;
        }
        let trace = recording.trace();
        let named = |prefix| trace.lanes_named(prefix).iter().map(LaneView::name).collect::<Vec<_>>();
        assert_eq!(named("fetch"), ["fetch", "fetch 2", "fetch 3"]);
        assert_eq!(named("page 7"), ["page 7", "page 7 (2)", "page 7 (3)"], "`page 7 2` reads as one number");
        assert_eq!(named("page"), named("page 7"));
    });
}

#[test]
fn lanes_of_spawned_tasks_are_found_on_the_thread_that_entered() {
    paused(async |recording| {
        tokio::spawn(async { pollscope::future("spawned", sleep(SECOND)).await }).await.expect("it does not panic");
        assert_eq!(recording.trace().lane("spawned").outcome(), Outcome::Finished);
    });
}

#[test]
fn after_the_guard_is_dropped_nothing_more_is_recorded() {
    let recording = Recording::start();
    drop(recording.enter());
    let _ = pollscope::future("late", ready(())).now_or_never();
    assert!(recording.trace().lanes.is_empty());
}

#[test]
fn a_wake_names_the_lane_that_caused_it() {
    paused(async |recording| {
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let listener = recording.future("listener", receiver);
        let speaker = recording.future("speaker", async {
            sleep(SECOND).await;
            sender.send(()).expect("the listener is there");
        });
        let (heard, ()) = future::join(listener, speaker).await;
        heard.expect("the speaker spoke");
        let trace = recording.trace();
        let woken = |lane: &str| {
            trace.lane(lane).events().find(|(_, event)| event.kind == EventKind::Woken).and_then(|(_, event)| event.by)
        };
        assert_eq!(woken("listener"), Some(trace.lane("speaker").id()));
        assert_eq!(woken("speaker"), None, "a timer is in no lane");
    });
}

#[test]
fn a_self_wake_is_distinguished_from_another() {
    paused(async |recording| {
        recording.future("polite", tokio::task::yield_now()).await;
        let mut polled = false;
        let impatient = poll_fn(|cx| {
            cx.waker().wake_by_ref();
            if std::mem::replace(&mut polled, true) { Poll::Ready(()) } else { Poll::Pending }
        });
        recording.future("impatient", impatient).await;
        let trace = recording.trace();
        assert_eq!(trace.lane("impatient").self_wakes(), 2);
        assert_eq!(trace.lane("impatient").most_polls_at_once(), 2);
    });
}

#[test]
fn the_inner_waker_stays_the_same_while_the_outer_one_does() {
    let recording = Recording::start();
    let mut seen: Vec<Waker> = Vec::new();
    let mut lane = pin!(recording.future(
        "keeps",
        poll_fn(|cx| {
            seen.push(cx.waker().clone());
            if seen.len() == 3 { Poll::Ready(()) } else { Poll::Pending }
        })
    ));
    // Each mock task has a waker of its own.
    let (mut one, mut other) = (tokio_test::task::spawn(()), tokio_test::task::spawn(()));
    one.enter(|cx, _| {
        assert_pending!(lane.as_mut().poll(cx));
        assert_pending!(lane.as_mut().poll(cx));
    });
    other.enter(|cx, _| assert_ready!(lane.as_mut().poll(cx)));
    assert!(seen[0].will_wake(&seen[1]), "the same outer waker must give the same inner one");
    assert!(!seen[1].will_wake(&seen[2]), "another outer waker must be the one that is woken from now on");
}

#[test]
fn each_wake_reaches_the_task_also_by_a_clone_from_another_thread_and_after_the_end() {
    let ways: [fn(Waker); 3] = [
        |waker| waker.wake(),
        |waker| waker.clone().wake_by_ref(),
        |waker| std::thread::spawn(move || waker.wake()).join().expect("waking does not panic"),
    ];
    for wake in ways {
        let recording = Recording::start();
        let (sender, receiver) = std::sync::mpsc::channel();
        let mut task = tokio_test::task::spawn(recording.future(
            "given away",
            poll_fn(|cx| {
                sender.send(cx.waker().clone()).expect("the test waits for it");
                Poll::Ready(())
            }),
        ));
        assert_ready!(task.poll());
        assert!(!task.is_woken());
        wake(receiver.recv().expect("it was polled"));
        assert!(task.is_woken());

        let trace = recording.trace();
        assert_eq!(kinds(&trace, "given away").last(), Some(&EventKind::Woken));
        assert_eq!(trace.lane("given away").wakes(), 0, "a wake after the end does not count");
        assert_eq!(trace.lane("given away").longest_unpolled(), Duration::ZERO);
    }
}

#[test]
fn a_wake_from_another_thread_is_counted_as_one_of_two_threads() {
    let recording = Recording::start();
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let mut task = tokio_test::task::spawn(recording.future("receiver", receiver));
    assert_pending!(task.poll());
    std::thread::spawn(|| sender.send(7)).join().expect("sending does not panic").expect("the other end is there");
    assert!(task.is_woken());
    assert_eq!(assert_ready!(task.poll()), Ok(7));
    let trace = recording.trace();
    assert_eq!((trace.threads, trace.lane("receiver").wakes()), (2, 1));
}

#[test]
fn a_lane_is_send_where_the_inner_future_is() {
    fn is_send<T: Send>(_: &T) {}
    let recording = Recording::start();
    is_send(&recording.future("sent", ready(())));
    // A lane need not be `Send`: this compiles, and runs, with a borrowed `Rc` inside.
    let not_send = Rc::new(Cell::new(0));
    let lane = recording.future("local", async { not_send.set(1) });
    lane.now_or_never().expect("it is ready at once");
    assert_eq!(not_send.get(), 1);
}

#[test]
fn with_a_full_recording_the_code_goes_on_and_losses_are_counted() {
    let recording = Recording::with_limits(Limits { events: 4, lanes: 1 });
    assert_eq!(recording.future("first", ready(1)).now_or_never(), Some(1));
    assert_eq!(recording.future("second", ready(2)).now_or_never(), Some(2));
    assert_eq!(recording.stream("third", stream::iter([3])).collect::<Vec<_>>().now_or_never(), Some(vec![3]));
    let trace = recording.trace();
    assert_eq!((trace.lanes.len(), trace.events.len()), (1, 4));
    assert_eq!((trace.lost_lanes, trace.lost_events), (2, 0));
    assert!(!trace.is_complete());

    let recording = Recording::with_limits(Limits { events: 2, lanes: 1 });
    assert_eq!(recording.future("first", ready(1)).now_or_never(), Some(1));
    assert_eq!(recording.trace().lost_events, 2, "created and polled are kept; ready and dropped are lost");
    assert_eq!(recording.event_count(), 4);
}

#[test]
fn the_debug_form_of_a_recording_is_short() {
    let recording = Recording::with_limits(Limits { lanes: 10, ..Limits::default() });
    for _ in 0..1000 {
        let _ = recording.future("request", ready(())).now_or_never();
    }
    assert_eq!(format!("{recording:?}"), "Recording { lanes: 1000, events: 40, .. }");
}

#[test]
fn after_a_panic_in_a_poll_the_lane_is_no_longer_current() {
    let recording = Recording::start();
    let lane = recording.future("breaks", async { panic!("on purpose") });
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| lane.now_or_never()));
    assert!(caught.is_err());
    let _ = pollscope::future("outside", ready(())).now_or_never();
    let trace = recording.trace();
    assert_eq!(trace.lanes.len(), 1, "the panicking lane must not stay the current one");
    assert_eq!(trace.lane("breaks").outcome(), Outcome::Panicked);
}

#[test]
fn a_panic_is_distinguished_from_a_cancellation() {
    paused(async |recording| {
        let breaks = recording.future("breaks", async {
            sleep(SECOND).await;
            pollscope::future("inner", async { panic!("on purpose") }).await;
        });
        let cancelled = recording.future("cancelled", pending::<()>());
        let tasks = [tokio::spawn(breaks), tokio::spawn(cancelled)];
        sleep(2 * SECOND).await;
        tasks[1].abort();
        future::join_all(tasks).await;
        drop(recording.future("forgotten", async { panic!("never polled") }));

        let trace = recording.trace();
        let outcome = |lane| trace.lane(lane).outcome();
        assert_eq!(outcome("breaks"), Outcome::Panicked);
        assert_eq!(outcome("inner"), Outcome::Panicked);
        assert_eq!(outcome("cancelled"), Outcome::DroppedUnfinished);
        assert_eq!(outcome("forgotten"), Outcome::NeverPolled);
        assert_eq!(trace.lane("breaks").ended_at(), Some(SECOND));
        assert!(!trace.lane("breaks").is_being_polled());
        assert_eq!(trace.finished_in_order("breaks"), [""; 0]);
        let kinds: Vec<EventKind> = trace.lane("breaks").events().map(|(_, event)| event.kind).collect();
        assert_eq!(kinds[kinds.len() - 2..], [EventKind::Panicked, EventKind::Dropped]);
    });
}

#[test]
fn a_lane_that_panics_is_no_longer_in_flight() {
    let recording = Recording::start();
    for _ in 0..3 {
        let lane = recording.future("breaks", async { panic!("on purpose") });
        let mut lane = Box::pin(lane);
        let poll = std::panic::AssertUnwindSafe(|| lane.as_mut().now_or_never());
        assert!(std::panic::catch_unwind(poll).is_err());
        // It is kept, so that only the panic ends it.
        std::mem::forget(lane);
    }
    assert_eq!(recording.trace().max_in_flight("breaks"), 1);
}

#[test]
fn the_same_code_gives_the_same_json_byte_for_byte() {
    async fn scene() -> String {
        let recording = Recording::start();
        let jobs = stream::iter(1..=5u64)
            .map(|n| recording.future(format!("job {n}"), sleep(Duration::from_millis(10 * n))))
            .buffer_unordered(2);
        jobs.for_each(|()| sleep(Duration::from_millis(25))).await;
        recording.trace().to_json()
    }
    let (send, receive) = std::sync::mpsc::channel();
    for _ in 0..20 {
        let send = send.clone();
        paused(async move |_| send.send(scene().await).expect("the test waits for it"));
    }
    drop(send);
    let jsons: Vec<String> = receive.iter().collect();
    assert_eq!(jsons.len(), 20);
    assert!(jsons.iter().all(|json| *json == jsons[0]));
    assert!(!jsons[0].contains("real_ns"));
}

#[test]
fn the_running_clock_is_distinguished_from_the_paused_one() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let trace = runtime.block_on(async { Recording::start().trace() });
    assert_eq!(trace.clock, Clock::Running);
    assert_eq!(Recording::start().trace().clock, Clock::Running, "outside of a runtime there is only the real clock");
}

fn on_a_paused_clock() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime")
}

#[test]
fn a_recording_that_starts_outside_of_a_runtime_follows_the_clock_of_its_first_poll() {
    let recording = Recording::start();
    let lane = recording.future("an hour", sleep_for(3600 * SECOND));
    on_a_paused_clock().block_on(lane);
    let trace = recording.trace();
    assert_eq!((trace.clock, trace.lane("an hour").ended_at()), (Clock::Paused, Some(3600 * SECOND)));

    let recording = Recording::start();
    recording.future("without a runtime", ready(())).now_or_never();
    assert_eq!(recording.trace().clock, Clock::Running);
}

/// Sleeps. Unlike `sleep`, it may be called outside of a runtime.
async fn sleep_for(time: Duration) {
    sleep(time).await;
}

#[test]
fn the_clock_of_another_runtime_moves_no_time() {
    let (wake, woken) = tokio::sync::oneshot::channel();
    let recording = on_a_paused_clock().block_on(async {
        let recording = Recording::start();
        let asks = recording.future("asks", woken);
        let elsewhere = std::thread::spawn(|| {
            // The clock of this runtime is an hour ahead.
            on_a_paused_clock().block_on(async {
                sleep(3600 * SECOND).await;
                wake.send(7).expect("it is asked for");
            });
        });
        assert_eq!(asks.await, Ok(7));
        elsewhere.join().expect("it does not panic");
        recording.future("nap", sleep(SECOND)).await;
        recording
    });
    let trace = recording.trace();
    assert_eq!(trace.lane("asks").ended_at(), Some(Duration::ZERO));
    assert_eq!(trace.lane("nap").ended_at(), Some(SECOND));
}

#[test]
fn the_threads_of_a_multi_thread_runtime_are_counted() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build().expect("a runtime");
    let recording = Recording::start();
    let barrier = Arc::new(tokio::sync::Barrier::new(3));
    runtime.block_on(async {
        // Each task blocks its thread until the other has reached the barrier, so they must be on two threads.
        let threads = Arc::new(std::sync::Barrier::new(2));
        let tasks = ["left", "right"].map(|name| {
            let (threads, barrier) = (Arc::clone(&threads), Arc::clone(&barrier));
            tokio::spawn(recording.future(name, async move {
                threads.wait();
                barrier.wait().await;
            }))
        });
        barrier.wait().await;
        future::join_all(tasks).await;
    });
    let trace = recording.trace();
    assert!(trace.threads >= 2);
    assert!(trace.overlap("left", "right"));
    assert!(trace.events.is_sorted_by_key(|event| event.at));
}

#[test]
fn a_cancelled_lane_is_distinguished_from_one_that_was_never_polled() {
    paused(async |recording| {
        let cancelled = recording.future("cancelled", pending::<()>());
        let _ = tokio::time::timeout(SECOND, cancelled).await;
        drop(recording.future("forgotten", ready(())));
        let held = recording.future("held", ready(()));
        let trace = recording.trace();
        assert_eq!(trace.lane("cancelled").outcome(), Outcome::DroppedUnfinished);
        assert_eq!(trace.lane("cancelled").ended_at(), Some(SECOND));
        assert_eq!(trace.lane("forgotten").outcome(), Outcome::NeverPolled);
        assert_eq!(trace.lane("held").outcome(), Outcome::NeverPolled);
        held.await;
    });
}

#[test]
fn json_is_read_back_as_it_was_written() {
    paused(async |recording| {
        recording.future("nap", sleep(SECOND)).await;
        let trace = recording.trace();
        assert_eq!(Trace::from_json(&trace.to_json_with_real_times()).expect("it was just written"), trace);
        assert_eq!(Trace::from_json(&trace.to_json()).expect("it was just written"), trace.without_real_times());
    });
}

#[test]
fn what_is_not_a_trace_is_refused_with_a_reason() {
    let refusal = |json: &str| Trace::from_json(json).expect_err("it is not a trace");
    let source = |json: &str| std::error::Error::source(&refusal(json)).expect("the parser says why").to_string();
    assert_eq!(refusal("[").to_string(), "this is not a pollscope trace");
    assert!(source("[").starts_with("EOF while parsing a list"));
    assert!(source("{}").contains("missing field `version`"));
    let newer = refusal(r#"{"version": 7}"#).to_string();
    assert!(newer.contains("has version 7, but this pollscope reads version 1"));
    let damaged = r#"{"version":1,"clock":"paused","threads":1,"lanes":[],"ended_at_ns":0,"lost_events":0,"lost_lanes":0,
        "events":[{"at_ns":0,"lane":0,"kind":"polled"}]}"#;
    assert!(refusal(damaged).to_string().contains("names lane 0, but has only 0 lanes"));

    let recording = Recording::start();
    let outer = recording.future("outer", async { pollscope::future("inner", ready(())).await });
    outer.now_or_never().expect("it is ready at once");
    let trace = recording.trace().without_real_times();
    let damage = |change: fn(&mut Trace)| {
        let mut trace = trace.clone();
        change(&mut trace);
        refusal(&trace.to_json_with_real_times()).to_string()
    };
    assert!(damage(|trace| trace.events[0].at = Duration::MAX / 1_000_000_000).contains("its time goes back"));
    assert!(damage(|trace| trace.lanes[0].parent = trace.lanes[1].parent).contains("a lane is older than its parent"));
    assert!(damage(|trace| trace.lanes[1].name = "outer".to_owned()).contains("two lanes have one name"));
}

#[test]
#[should_panic(expected = r#"no lane is called "fetch"; the lanes are ["nap"]"#)]
fn asking_for_an_unknown_lane_lists_the_known_ones() {
    let recording = Recording::start();
    let _ = recording.future("nap", ready(())).now_or_never();
    recording.trace().lane("fetch");
}
