//! Properties of random programs: with lanes they give the results of the bare code, and the recording is consistent.

use std::time::Duration;

use futures::{FutureExt as _, StreamExt as _, stream};
use pollscope::trace::EventKind;
use pollscope::{Outcome, Recording, Trace};
use proptest::prelude::*;
use tokio::time::{Instant, sleep};

/// A few jobs, each a list of naps in milliseconds, the way to run them, and the time after which to stop.
#[derive(Clone, Debug)]
struct Scene {
    jobs: Vec<Vec<u64>>,
    way: Way,
    give_up_after: u64,
}

#[derive(Clone, Copy, Debug)]
enum Way {
    InTurn,
    Buffered(usize),
    BufferUnordered(usize),
    Spawned,
}

fn scenes() -> impl Strategy<Value = Scene> {
    let way = prop_oneof![
        Just(Way::InTurn),
        (1..5usize).prop_map(Way::Buffered),
        (1..5usize).prop_map(Way::BufferUnordered),
        Just(Way::Spawned),
    ];
    let jobs = prop::collection::vec(prop::collection::vec(0..40u64, 0..4), 0..6);
    (jobs, way, 0..300u64).prop_map(|(jobs, way, give_up_after)| Scene { jobs, way, give_up_after })
}

/// Runs the scene, with or without a recording. Returns the results with their times.
fn run(scene: &Scene, recorded: bool) -> (Vec<(usize, Duration)>, Option<Trace>) {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime");
    runtime.block_on(async {
        let recording = recorded.then(Recording::start);
        let _entered = recording.as_ref().map(Recording::enter);
        let started = Instant::now();
        let jobs: Vec<_> = scene
            .jobs
            .iter()
            .cloned()
            .enumerate()
            .map(|(index, naps)| {
                pollscope::future("job", async move {
                    for nap in naps {
                        pollscope::future("nap", sleep(Duration::from_millis(nap))).await;
                    }
                    index
                })
            })
            .collect();
        let results = match scene.way {
            Way::InTurn => stream::iter(jobs).then(|job| job).boxed_local(),
            Way::Buffered(limit) => stream::iter(jobs).buffered(limit).boxed_local(),
            Way::BufferUnordered(limit) => stream::iter(jobs).buffer_unordered(limit).boxed_local(),
            Way::Spawned => stream::iter(jobs.into_iter().map(tokio::spawn).collect::<Vec<_>>())
                .then(|task| task.map(|joined| joined.expect("a job does not panic")))
                .boxed_local(),
        };
        let results = results.map(|index| (index, started.elapsed()));
        let give_up = sleep(Duration::from_millis(scene.give_up_after));
        let results = pollscope::stream("results", results).take_until(give_up).collect().await;
        (results, recording.map(|recording| recording.trace()))
    })
}

/// Asserts that times do not go back, and that the events of each lane are in a possible order.
fn assert_consistent(trace: &Trace) {
    assert!(trace.is_complete());
    assert!(trace.events.is_sorted_by_key(|event| event.at), "time does not go back");
    assert!(trace.events.is_sorted_by_key(|event| event.real), "nor does real time");
    for lane in trace.lanes() {
        let kinds: Vec<EventKind> = lane.events().map(|(_, event)| event.kind).collect();
        assert_eq!(kinds.first(), Some(&EventKind::Created), "{}: {kinds:?}", lane.name());
        let polling: Vec<EventKind> =
            kinds.iter().copied().filter(|kind| !matches!(kind, EventKind::Created | EventKind::Woken)).collect();
        for pair in polling.windows(2) {
            let follows = match pair[0] {
                EventKind::Polled => {
                    matches!(pair[1], EventKind::Pending | EventKind::Item | EventKind::Ready | EventKind::Ended)
                }
                EventKind::Pending | EventKind::Item => matches!(pair[1], EventKind::Polled | EventKind::Dropped),
                EventKind::Ready | EventKind::Ended => pair[1] == EventKind::Dropped,
                _ => false,
            };
            assert!(follows, "{}: {pair:?}", lane.name());
        }
        let ended = matches!(lane.outcome(), Outcome::Finished | Outcome::DroppedUnfinished);
        assert_eq!(ended, lane.ended_at().is_some() && lane.started_at().is_some());
        assert!(lane.longest_unpolled() <= trace.ended_at);
        if let Some(parent) = lane.parent() {
            assert!(parent.id() < lane.id(), "a parent is older than its child");
        }
    }
    assert!(trace.max_in_flight("job") <= trace.lanes_named("job").len());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn results_and_times_are_those_of_the_bare_code(scene in scenes()) {
        let (bare, _) = run(&scene, false);
        let (recorded, trace) = run(&scene, true);
        prop_assert_eq!(bare, recorded);
        assert_consistent(&trace.expect("it was recorded"));
    }

    #[test]
    fn the_same_scene_gives_the_same_recording(scene in scenes()) {
        let json = || run(&scene, true).1.expect("it was recorded").to_json();
        prop_assert_eq!(json(), json());
    }

    #[test]
    fn a_limit_is_kept_and_seen(scene in scenes()) {
        let trace = run(&scene, true).1.expect("it was recorded");
        let most = trace.max_in_flight("job");
        match scene.way {
            Way::InTurn => prop_assert!(most <= 1),
            Way::Buffered(limit) | Way::BufferUnordered(limit) => prop_assert!(most <= limit),
            Way::Spawned => {}
        }
    }

    #[test]
    fn json_is_read_back_as_it_was_written(scene in scenes()) {
        let trace = run(&scene, true).1.expect("it was recorded");
        prop_assert_eq!(Trace::from_json(&trace.to_json_with_real_times()).expect("it was just written"), trace);
    }
}
