//! Records the pictures of the guide from the code beside them, and compares them with the recordings in the guide.
//!
//! `BLESS=1 cargo test --test book_traces` writes new recordings. Look at each changed picture before you commit it.

#![allow(dead_code, unreachable_pub, reason = "an example has a `main`, and a scene that only this file records")]

#[path = "../crates/pollscope/examples/backpressure.rs"]
mod backpressure;
#[path = "../crates/pollscope/examples/bounded_in_flight.rs"]
mod bounded_in_flight;
#[path = "../crates/pollscope/examples/cancelled_half_way.rs"]
mod cancelled_half_way;
#[path = "../crates/pollscope/examples/executor.rs"]
mod executor;
#[path = "../crates/pollscope/examples/never_polled.rs"]
mod never_polled;
#[path = "../crates/pollscope/examples/one_after_another_or_together.rs"]
mod one_after_another_or_together;
mod scenes;
#[path = "../crates/pollscope/examples/woken_and_not_polled.rs"]
mod woken_and_not_polled;

use std::fmt::Display;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ::async_comprehension::{looked_up_in_turn, looked_up_together};
use ::async_generator::{async_generator, running_mean, seeded};
use ::measure_runtime::{measure_in_turn, measure_runtime};
use ::three_api_pipeline::{
    BadItem, Config, Data, Record, Source, SourceError, fetch_all_data, process_items, run_pipeline, transform_data,
};
use futures::future::BoxFuture;
use futures::{FutureExt as _, StreamExt as _, future, stream};
use pollscope::draw::{Charset, Drawing};
use pollscope::testing::paused;
use pollscope::trace::{EventKind, LaneKind};
use pollscope::{Outcome, Recording, Trace};
use reqwest::Client;
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::task::{JoinSet, yield_now};
use tokio::time::{MissedTickBehavior, advance, sleep, timeout};

use crate::scenes::{
    blocked, cancelled, contention, flows, hangs, memory, missing, pace, slow, ticks, what_await_becomes,
};

/// Records a scene and compares it with `book/src/traces/<name>.json`.
#[track_caller]
fn picture<S>(name: impl Into<String>, scene: S)
where
    S: AsyncFnOnce(&Recording) + Send + 'static,
{
    let name = name.into();
    paused(async move |recording| {
        scene(&recording).await;
        let trace = recording.trace();
        let recorded = trace.to_json();
        let path = path(&name);
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, &recorded).expect("the folder of recordings is writable");
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(
            recorded == committed,
            "{} differs from the recording of the current code; `BLESS=1 cargo test --test book_traces` updates it:\n{}",
            path.display(),
            Drawing::of(&trace).charset(Charset::Unicode).width(100).text()
        );
    });
}

/// Records the scene once for each value, as `<name>-<value>`. On a page, `{{#trace <name>-{limit} limit=1,2}}` chooses
/// between the recordings. For two controls, call it for each value of the first one, with that value in the name.
#[track_caller]
fn pictures<V, S>(name: &str, values: impl IntoIterator<Item = V>, scene: &S)
where
    V: Copy + Display + Send + 'static,
    S: AsyncFn(V, &Recording) + Clone + Send + 'static,
{
    for value in values {
        let scene = scene.clone();
        picture(format!("{name}-{value}"), async move |recording: &Recording| scene(value, recording).await);
    }
}

/// Returns the file of a recording.
fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("book/src/traces/{name}.json"))
}

/// Returns the part of a recording that is the same in every run on the real clock: the lanes, their ends, and the number
/// of their items.
fn outline(trace: &Trace) -> Vec<(&str, LaneKind, Outcome, usize)> {
    trace.lanes().map(|lane| (lane.name(), lane.kind(), lane.outcome(), lane.items())).collect()
}

/// Records a scene on the real clock, and returns it with the recording in the guide.
///
/// No two of them have the same times. So the one in the guide is kept as long as it has the same outline.
#[track_caller]
fn picture_on_the_real_clock<S>(name: &str, scene: S) -> [Trace; 2]
where
    S: AsyncFnOnce(&Recording),
{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("it can be started");
    let fresh = runtime.block_on(async {
        let recording = Recording::start();
        scene(&recording).await;
        recording.trace()
    });
    let path = path(name);
    let committed = || Trace::from_json(&std::fs::read_to_string(&path).unwrap_or_default()).ok();
    let is_kept = committed().is_some_and(|committed| outline(&committed) == outline(&fresh));
    if !is_kept && std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, fresh.to_json()).expect("the folder of recordings is writable");
    }
    let committed = committed().expect("`BLESS=1 cargo test --test book_traces` writes it");
    assert_eq!(outline(&committed), outline(&fresh), "{} is of other code", path.display());
    [committed, fresh]
}

/// Waits for `id` seconds, in a lane of its own.
async fn lookup(id: u64) -> u64 {
    pollscope::future(format!("lookup {id}"), sleep(Duration::from_secs(id))).await;
    id
}

#[test]
fn one_a_second() {
    picture("0-one-a-second", async |recording| {
        recording.stream("async_generator", async_generator()).collect::<Vec<_>>().await;
    });
}

#[test]
fn one_generator_feeds_on_another() {
    picture("0-running-mean", async |recording| {
        let numbers = recording.stream("numbers", seeded(7).take(4));
        recording.stream("running_mean", running_mean(numbers)).collect::<Vec<_>>().await;
    });
}

#[test]
fn a_thread_that_sleeps_stops_the_clock() {
    picture("0-thread-sleeps", async |recording| {
        // Shorter than the sleep that the page talks about: the picture does not contain real time.
        let numbers = stream::repeat(()).take(10).map(|()| std::thread::sleep(Duration::from_millis(1)));
        recording.stream("async_generator", numbers).collect::<Vec<_>>().await;
        recording.future("other work", sleep(Duration::from_secs(2))).await;
    });
}

#[test]
fn a_comprehension_is_sequential() {
    picture("1-in-turn", async |recording| {
        recording.future("in turn", looked_up_in_turn([3, 1, 2], lookup)).await;
    });
}

#[test]
fn woken_and_nobody_polls() {
    picture("1-woken-and-not-polled", async |recording| {
        let lookups = stream::iter([1; 4]).map(lookup).buffer_unordered(2);
        let mut lookups = std::pin::pin!(lookups);
        while let Some(id) = lookups.next().await {
            recording.future(format!("store {id}"), sleep(Duration::from_secs(2))).await;
        }
    });
}

#[test]
fn ten_seconds() {
    picture("2-together", async |recording| {
        recording.future("measure_runtime", measure_runtime()).await;
    });
}

#[test]
fn forty_seconds() {
    picture("2-in-turn", async |recording| {
        recording.future("measure_in_turn", measure_in_turn()).await;
    });
}

#[test]
fn made_first_and_awaited_after() {
    picture("2-made-first", async |recording| {
        // As in the prediction: the async function sets its timer when it is first polled.
        let job = async || sleep(Duration::from_secs(2)).await;
        let (one, other) = (recording.future("one", job()), recording.future("other", job()));
        one.await;
        other.await;
    });
}

#[test]
fn a_limit_decides_how_long_ten_pages_take() {
    pictures("bounded", [1, 2, 3, 5, 10], &async |limit, recording: &Recording| {
        let page = |page: u64| {
            let seconds = [3, 1, 2, 1, 1, 3, 2, 1, 1, 2][page as usize - 1];
            pollscope::future(format!("page {page}"), async move { sleep(Duration::from_secs(seconds)).await })
        };
        let pages = stream::iter(1..=10).map(page).buffer_unordered(limit);
        recording.stream("pages", pages).collect::<Vec<_>>().await;
    });
}

#[test]
fn the_first_error_ends_the_others() {
    picture("3-first-error", async |recording| {
        for (ends_early, name) in [(true, "try_join_all"), (false, "join_all")] {
            let page = |page: u64| {
                let fetching = async move {
                    sleep(Duration::from_secs(page)).await;
                    if page == 2 { Err(()) } else { Ok(()) }
                };
                pollscope::future(format!("page {page}, {name}"), fetching)
            };
            if ends_early {
                let _ = recording.future(name, future::try_join_all([1, 2, 3].map(page))).await;
            } else {
                recording.future(name, future::join_all([1, 2, 3].map(page))).await;
            }
        }
    });
}

/// A source that takes `seconds` and returns two items, in a lane of its own.
struct Slow {
    name: &'static str,
    seconds: u64,
}

impl Source for Slow {
    fn name(&self) -> &str {
        self.name
    }

    fn fetch<'a>(&'a self, _: &'a Client) -> BoxFuture<'a, Result<Vec<Value>, SourceError>> {
        let fetching = async {
            sleep(Duration::from_secs(self.seconds)).await;
            Ok(vec![Value::Null; 2])
        };
        pollscope::future(self.name, fetching).boxed()
    }

    fn transform(&self, _: &Value) -> Result<Record, BadItem> {
        Ok(Record { source: self.name.into(), name: String::new(), data: Data::Number(0) })
    }
}

/// Returns a configuration with three slow sources, which take 3, 1 and 2 seconds.
fn slow_sources() -> Config {
    let client = concurrent_fetch::client(Duration::from_secs(10)).expect("the client can be built");
    [("github", 3), ("posts", 1), ("users", 2)]
        .into_iter()
        .fold(Config { client, sources: Vec::new() }, |config, (name, seconds)| config.with(Slow { name, seconds }))
}

#[test]
fn the_slowest_source_is_waited_for() {
    picture("6-all-at-once", async |recording| {
        let config = slow_sources();
        let records = stream::once(fetch_all_data(&config)).flat_map(|data| {
            let records: Vec<_> = transform_data(process_items(&data)).collect();
            stream::iter(records)
        });
        recording.stream("records", records).collect::<Vec<_>>().await;
    });
}

#[test]
fn records_come_when_their_source_is_there() {
    picture("6-as-they-come", async |recording| {
        let config = slow_sources();
        recording.stream("records", run_pipeline(&config, None)).collect::<Vec<_>>().await;
    });
}

#[test]
fn whoever_has_enough_leaves() {
    picture("6-enough", async |recording| {
        let config = slow_sources();
        recording.stream("records", run_pipeline(&config, None)).take(3).collect::<Vec<_>>().await;
    });
}

#[test]
fn the_reader_sets_the_pace() {
    for pace in [0, 1, 2] {
        picture(format!("0-reader-{pace}s"), async move |recording| {
            let mut numbers = std::pin::pin!(recording.stream("numbers", seeded(7).take(4)));
            while numbers.next().await.is_some() {
                recording.future("store", sleep(Duration::from_secs(pace))).await;
            }
        });
    }
}

#[test]
fn more_at_a_time() {
    pictures("1-limit", [1, 2, 3, 6], &async |limit, recording: &Recording| {
        let limit = NonZeroUsize::new(limit).expect("none of them is zero");
        recording.future("together", looked_up_together([3, 1, 2, 1, 2, 1], lookup, limit)).await;
    });
}

#[test]
fn more_pages_and_a_slower_reader() {
    for (limit, store) in [1, 3, 6].into_iter().flat_map(|limit| [0, 2].map(|store| (limit, store))) {
        picture(format!("3-pages-{limit}-{store}s"), async move |recording| {
            let page = |page| pollscope::future(format!("page {page}"), async { sleep(Duration::from_secs(1)).await });
            let mut pages = std::pin::pin!(stream::iter(1..=6).map(page).buffer_unordered(limit));
            let mut stored = 0;
            while pages.next().await.is_some() {
                stored += 1;
                recording.future(format!("store {stored}"), sleep(Duration::from_secs(store))).await;
            }
        });
    }
}

#[test]
fn a_byte_is_lost_in_a_select() {
    picture("4-lost", async |recording| {
        let lines = recording.future("lost", cancelled::lost(cancelled::bytes())).await;
        assert_eq!(lines, ["", "d"]);
    });
    picture("4-kept", async |recording| {
        let lines = recording.future("kept", cancelled::kept(cancelled::bytes())).await;
        assert_eq!(lines, ["ab", "cd"]);
    });
}

#[test]
fn a_timer_that_is_made_in_each_turn_never_fires() {
    picture("4-rebuilt", async |recording| {
        assert_eq!(recording.future("rebuilt", cancelled::rebuilt()).await, 0);
    });
    picture("4-one-timer", async |recording| {
        assert_eq!(recording.future("one timer", cancelled::one_timer()).await, 2);
    });
}

#[test]
fn a_transfer_that_is_dropped_half_way() {
    picture("4-half-way", async |_: &Recording| {
        assert_eq!(cancelled::half_way().await, (70, 0));
    });
    paused(async |_| {
        assert_eq!(cancelled::together(Duration::from_secs(1)).await, (100, 0));
        assert_eq!(cancelled::together(Duration::from_secs(3)).await, (70, 30));
    });
}

#[test]
fn an_interval_after_a_late_tick() {
    let behaviors = [
        ("burst", MissedTickBehavior::Burst, [0.0, 1.0, 3.5, 3.5, 4.0, 5.0, 6.0, 7.0]),
        ("delay", MissedTickBehavior::Delay, [0.0, 1.0, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5]),
        ("skip", MissedTickBehavior::Skip, [0.0, 1.0, 3.5, 4.0, 5.0, 6.0, 7.0, 8.0]),
    ];
    for (name, behavior, came) in behaviors {
        picture(format!("4-late-{name}"), async move |_: &Recording| {
            assert_eq!(ticks::late(behavior).await, came);
        });
    }
}

/// Returns the number of beats while the digest was polled, and from its first poll to its end.
fn beats_during_the_digest(trace: &Trace) -> (usize, usize) {
    let events: Vec<_> = trace.lane("digest").events().collect();
    let at = |kind| events.iter().filter(move |(_, event)| event.kind == kind).map(|(index, _)| *index);
    let polled = at(EventKind::Polled).next().expect("it is polled");
    let poll_ended = at(EventKind::Pending).chain(at(EventKind::Ready)).min().expect("a poll ends");
    let ended = at(EventKind::Ready).next().expect("it ends");
    let beats = |until| {
        trace
            .lane("heart")
            .events()
            .filter(|(index, event)| event.kind == EventKind::Item && (polled..until).contains(index))
            .count()
    };
    (beats(poll_ended), beats(ended))
}

#[test]
fn a_blocked_thread_and_a_heart() {
    let blocks = async |recording: &Recording| blocked::beside_a_heart(recording, blocked::on_the_async_thread()).await;
    for trace in picture_on_the_real_clock("4-on-the-async-thread", blocks) {
        let digest = trace.lane("digest");
        assert_eq!((digest.polls(), beats_during_the_digest(&trace)), (1, (0, 0)));
        assert!(digest.longest_poll() >= Some(blocked::BLOCKED));
        assert_eq!(trace.lane("heart").items(), blocked::BEATS);
    }
    let moves = async |recording: &Recording| blocked::beside_a_heart(recording, blocked::in_spawn_blocking()).await;
    let [committed, fresh] = picture_on_the_real_clock("4-in-spawn_blocking", moves);
    for trace in [&committed, &fresh] {
        let digest = trace.lane("digest");
        assert!(digest.ended_at().zip(digest.created_at()).is_some_and(|(end, start)| end >= start + blocked::BLOCKED));
        assert_eq!(trace.lane("heart").items(), blocked::BEATS);
    }
    // On a machine that is busy enough, a fresh recording may have no beat in this time.
    assert_eq!((committed.lane("digest").polls(), beats_during_the_digest(&committed).0), (2, 0));
    assert!(beats_during_the_digest(&committed).1 >= 4);
    assert!(committed.lane("digest").longest_poll() < Some(Duration::from_millis(5)));
}

/// Returns the largest number of rows that were in memory at the same time.
fn most_rows(trace: &Trace) -> usize {
    let (mut rows, mut most) = (0, 0);
    for event in &trace.events {
        match event.kind {
            EventKind::Created => rows += 1,
            EventKind::Ready => rows -= 1,
            _ => {}
        }
        most = most.max(rows);
    }
    most
}

#[test]
fn rows_in_memory_with_and_without_a_bound() {
    let end = Duration::from_secs(25);
    picture("5-unbounded", async move |recording| {
        memory::unbounded(8).await;
        let trace = recording.trace();
        assert_eq!((most_rows(&trace), trace.ended_at), (6, end));
    });
    picture("5-bounded", async move |recording| {
        memory::bounded(8).await;
        let trace = recording.trace();
        assert_eq!((most_rows(&trace), trace.ended_at), (3, end));
    });
}

#[test]
fn a_thousand_rows_in_bytes() {
    let most = |rows: fn() -> BoxFuture<'static, ()>| {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_time().start_paused(true).build().expect("it can be started");
        allocation_counter::measure(|| runtime.block_on(rows())).bytes_max
    };
    let (unbounded, bounded) = (most(|| memory::unbounded(1000).boxed()), most(|| memory::bounded(1000).boxed()));
    assert!(unbounded > 667_000, "{unbounded} bytes");
    assert!(bounded < 30_000, "{bounded} bytes");
}

#[tokio::test]
async fn no_timeout_interrupts_a_blocked_thread() {
    assert_eq!(timeout(Duration::from_millis(1), blocked::on_the_async_thread()).await, Ok(()));
}

#[tokio::test]
async fn aborting_a_blocking_call_has_no_effect_once_it_runs() {
    let ((began, begins), (ends, end)) = (tokio::sync::oneshot::channel(), std::sync::mpsc::channel::<()>());
    let call = tokio::task::spawn_blocking(move || {
        let _ = began.send(());
        end.recv()
    });
    begins.await.expect("it begins");
    call.abort();
    ends.send(()).expect("it has not ended");
    assert_eq!(call.await.expect("it was not aborted"), Ok(()));
}

#[tokio::test]
async fn dropping_a_set_of_tasks_does_not_wait_and_its_shutdown_does() {
    let held = Arc::new(());
    let tasks = || {
        let held = held.clone();
        JoinSet::from_iter([async move {
            future::pending::<()>().await;
            drop(held);
        }])
    };
    let mut ended = tasks();
    ended.shutdown().await;
    assert_eq!(Arc::strong_count(&held), 1);
    let left = tasks();
    yield_now().await;
    drop(left);
    assert_eq!(Arc::strong_count(&held), 2);
    yield_now().await;
    assert_eq!(Arc::strong_count(&held), 1);
}

#[tokio::test]
async fn a_task_that_panics_closes_its_channel() {
    let (send, mut receive) = mpsc::channel::<u32>(1);
    let task = tokio::spawn(async move {
        let _send = send;
        yield_now().await;
        panic!("on purpose");
    });
    assert_eq!(receive.recv().await, None);
    assert!(task.await.is_err_and(|error| error.is_panic()));
}

#[tokio::test]
async fn without_biased_no_branch_is_always_the_first() {
    let mut first = [0, 0];
    for _ in 0..1000 {
        tokio::select! {
            () = future::ready(()) => first[0] += 1,
            () = future::ready(()) => first[1] += 1,
        }
    }
    assert!(first.iter().all(|count| *count > 0), "{first:?}");
}

#[test]
fn a_flow_in_turn_and_together() {
    picture("7-in-turn", async |recording| {
        assert!(recording.future("flow", flows::in_turn()).await.is_ok());
        assert_eq!(recording.trace().ended_at, Duration::from_secs(8));
    });
    picture("7-together", async |recording| {
        assert!(recording.future("flow", flows::together()).await.is_ok());
        assert_eq!(recording.trace().ended_at, Duration::from_secs(6));
    });
}

#[test]
fn branches_of_a_flow() {
    picture("7-nested", async |recording| {
        assert!(recording.future("flow", flows::nested()).await.is_ok());
        assert_eq!(recording.trace().ended_at, Duration::from_secs(5));
    });
}

#[test]
fn the_thirty_first_future() {
    for (number, seconds) in [(30, 1), (31, 3)] {
        picture(format!("7-try-join-all-{number}"), async move |recording| {
            let error = recording.future("try_join_all", flows::try_joined(number)).await.expect_err("a step fails");
            assert_eq!(error.path, "fails");
            assert_eq!(recording.trace().ended_at, Duration::from_secs(seconds));
        });
        picture(format!("7-group-{number}"), async move |recording| {
            let error = recording.future("group", flows::grouped(number)).await.expect_err("a step fails");
            assert_eq!(error.path, "fails");
            assert_eq!(recording.trace().ended_at, Duration::from_secs(1));
        });
    }
}

/// Runs a scene for at most ten seconds, so that there is something to draw of one that waits forever.
async fn for_ten_seconds<T>(recording: &Recording, scene: impl Future<Output = T>) -> Option<T> {
    timeout(Duration::from_secs(10), recording.future("all", scene)).await.ok()
}

#[test]
fn what_waits_for_ever() {
    picture("hangs-no-room", async |recording| {
        assert_eq!(for_ten_seconds(recording, hangs::no_room()).await, None);
    });
    picture("the-sender-is-kept", async |recording| {
        assert_eq!(for_ten_seconds(recording, hangs::sender_kept()).await, None);
    });
    picture("the-sender-is-dropped", async |recording| {
        assert_eq!(for_ten_seconds(recording, hangs::sender_dropped()).await, Some(2));
    });
    picture("hangs-nobody-reads", async |recording| {
        assert_eq!(for_ten_seconds(recording, hangs::nobody_reads()).await, None);
    });
    picture("hangs-two-locks", async |recording| {
        assert_eq!(for_ten_seconds(recording, hangs::two_locks()).await, None);
    });
    picture("hangs-not-polled-any-more", async |recording| {
        assert_eq!(for_ten_seconds(recording, hangs::not_polled_any_more()).await, None);
        let trace = recording.trace();
        assert_eq!(trace.lane("refund").longest_unpolled(), Duration::from_secs(8));
    });
    picture("hangs-bounded-cycle", async |recording| {
        assert_eq!(for_ten_seconds(recording, hangs::bounded_cycle()).await, None);
    });
    picture("hangs-nobody-wakes", async |recording| {
        assert_eq!(for_ten_seconds(recording, hangs::nobody_wakes()).await, None);
    });
}

#[test]
fn waits_that_could_overlap() {
    picture("in-portions", async |recording| {
        recording.future("in chunks", slow::in_chunks()).await;
    });
    picture("with-a-limit", async |recording| {
        recording.future("with a limit", slow::with_a_limit()).await;
    });
    picture("one-loop", async |recording| {
        recording.future("one loop", slow::reader_in_the_way()).await;
    });
    picture("a-channel-between", async |recording| {
        recording.future("a channel", slow::reader_behind_a_channel()).await;
    });
}

#[test]
fn a_queue_holds_what_it_has_room_for() {
    for (room, most) in [(1, 1), (2, 2), (1000, 4)] {
        picture(format!("memory-room-{room}"), async move |_| {
            assert_eq!(memory::with_room(room).await, most);
        });
    }
}

#[test]
fn what_is_given_up_is_missing() {
    picture("select-loses", async |_| {
        assert_eq!(missing::select_loses().await, ["morninggood "]);
    });
    picture("select-keeps", async |_| {
        assert_eq!(missing::select_keeps().await, ["good morning", "good night"]);
    });
    picture("one-time-for-all", async |recording| {
        assert!(recording.future("one timeout for all", missing::one_timeout_for_all()).await.is_empty());
    });
    picture("a-time-for-each", async |recording| {
        assert_eq!(recording.future("a timeout for each", missing::a_timeout_for_each()).await, [1, 2]);
    });
}

#[tokio::test]
async fn what_an_error_hides() {
    assert_eq!(missing::while_let_ok().await, [1, 2]);
    assert_eq!(missing::try_collect().await, Err("x"));
    assert_eq!(missing::lagged().await, [0; 0]);
}

#[tokio::test(start_paused = true)]
async fn what_a_panic_hides() {
    assert_eq!(missing::panics_unseen().await, 2);
}

#[tokio::test]
async fn who_comes_after_a_busy_branch() {
    assert_eq!(missing::busy_first().await, (100, 0));
    assert_eq!(missing::busy_last().await, (99, 1));
}

#[test]
fn three_workers_and_one_lock() {
    picture("locked-all-the-time", async |recording| {
        assert_eq!(recording.future("all the time", contention::locked_all_the_time()).await, 3);
    });
    picture("locked-for-the-sum", async |recording| {
        assert_eq!(recording.future("for the sum", contention::locked_for_the_sum()).await, 3);
    });
}

/// Returns a page that takes this many seconds, in a lane of its own.
fn page(name: &'static str, seconds: u32) -> what_await_becomes::Page {
    Box::pin(pollscope::future(name, async move {
        sleep(Duration::from_secs(1) * seconds).await;
        seconds
    }))
}

#[test]
fn an_async_function_and_its_state_machine() {
    picture("the-async-function", async |recording| {
        let total = async { what_await_becomes::total(page("first", 2), page("second", 1)).await };
        assert_eq!(recording.future("total", total).await, 3);
    });
    picture("the-state-machine", async |recording| {
        let state = || what_await_becomes::Total::First { first: page("first", 2), second: page("second", 1) };
        let total = async { state().await };
        assert_eq!(recording.future("total", total).await, 3);
    });
}

#[test]
fn an_executor_and_its_tasks() {
    picture("executor", async |recording| {
        executor::scene(recording, |pause| {
            // The clock of the recording is tokio's. The first poll of `advance` moves it.
            let _ = advance(pause).now_or_never();
        });
        assert_eq!(recording.trace().lane("store").ended_at(), Some(Duration::from_secs(3)));
    });
}

#[test]
fn awaits_that_yield_and_that_do_not() {
    picture("awaits", async |recording| what_await_becomes::tasks_that_await(recording).await);
}

#[test]
fn two_stages_and_a_consumer() {
    pictures("5-stages", [0, 1, 2], &async |store, recording: &Recording| {
        assert_eq!(recording.future("all", pace::stages(store)).await, [3, 5, 7, 9, 11]);
    });
}

#[test]
fn who_polls_while_the_body_works() {
    picture("5-nobody-polls", async |recording| {
        assert_eq!(recording.future("all", pace::nobody_polls()).await, [1, 2, 3, 4]);
        assert!(recording.trace().lane("lookup 2").longest_unpolled() == Duration::from_secs(4));
    });
    picture("5-tasks-are-polled", async |recording| {
        assert_eq!(recording.future("all", pace::tasks_are_polled()).await, [1, 2, 3, 4]);
        assert_eq!(recording.trace().lane("lookup 2").longest_unpolled(), Duration::ZERO);
    });
}

#[test]
fn the_examples_of_pollscope() {
    picture("pollscope-bounded", async |recording| bounded_in_flight::scene(recording).await);
    picture("pollscope-together", async |recording| one_after_another_or_together::scene(recording).await);
    picture("pollscope-never-polled", async |recording| never_polled::scene(recording).await);
    picture("pollscope-cancelled", async |recording| cancelled_half_way::scene(recording).await);
    picture("pollscope-backpressure", async |recording| backpressure::scene(recording).await);
    picture("pollscope-woken-and-not-polled", async |recording| woken_and_not_polled::scene(recording).await);
}
