//! Simulated flows, in virtual time: whatever is slow, fails, panics, restarts or stops, each message is handled or reported.

use std::collections::{BTreeMap, BTreeSet};
use std::panic;
use std::sync::{Arc, Mutex, Once};
use std::time::Duration;

use futures_util::future::pending;
use message_flow::{
    AsyncProtocol, BoxError, Emitter, Event, Events, Fault, Flow, Incident, Manager, ManagerEnding, Outbox, Processor,
    Protocol, QueueOptions, Restart, Source, Summary, SyncProtocol,
};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use tokio::runtime::Builder;
use tokio::time::sleep;

/// A message that knows its source and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Item {
    source: usize,
    number: u64,
}

/// The end of the message of a panic that belongs to a simulation.
const SIMULATED: &str = "panics, as it was told";

const ITEM: Event<Item> = Event::new("item");

#[derive(Clone, Copy, Debug)]
enum Act {
    Handle,
    Slow(u64),
    Fail,
    Again(u64),
    Crash,
    Panic,
    Hang,
}

/// The acts of one member, one for each call in turn; after the last one it begins anew.
type Acts = Vec<Act>;

/// The rest of a script, which goes on across restarts.
#[derive(Clone)]
struct Script {
    acts: Arc<Acts>,
    at: Arc<Mutex<usize>>,
}

impl Script {
    fn new(acts: &Acts) -> Script {
        Script { acts: Arc::new(acts.clone()), at: Arc::default() }
    }

    fn next(&self) -> Act {
        let mut at = self.at.lock().unwrap();
        let act = self.acts.get(*at % self.acts.len().max(1)).copied().unwrap_or(Act::Handle);
        *at += 1;
        act
    }
}

struct Emits {
    source: usize,
    count: u64,
    script: Script,
    /// The number of the last message that was emitted. It goes on across restarts.
    emitted: Arc<Mutex<u64>>,
    ends: bool,
}

impl Source for Emits {
    fn events(events: &mut Events) {
        events.add(ITEM);
    }

    async fn run(&mut self, out: &Emitter) -> Result<(), BoxError> {
        loop {
            let number = *self.emitted.lock().unwrap() + 1;
            if number > self.count {
                if self.ends {
                    return Ok(());
                }
                return pending().await;
            }
            match self.script.next() {
                Act::Handle => {}
                Act::Slow(millis) | Act::Again(millis) => sleep(Duration::from_millis(millis)).await,
                Act::Fail | Act::Crash => return Err("the source fails".into()),
                Act::Panic => panic!("the source {SIMULATED}"),
                Act::Hang => sleep(Duration::from_secs(5)).await,
            }
            *self.emitted.lock().unwrap() = number;
            out.emit(ITEM, Item { source: self.source, number }).await?;
        }
    }
}

#[derive(Clone)]
struct Stage {
    script: Script,
    handled: Arc<Mutex<Vec<Item>>>,
}

impl Processor for Stage {
    type Input = Item;

    fn events(events: &mut Events) {
        events.add(ITEM);
    }

    async fn handle(&mut self, item: &Item, out: &mut Outbox) -> Result<(), Fault> {
        out.emit(ITEM, *item);
        match self.script.next() {
            Act::Handle => {}
            Act::Slow(millis) => sleep(Duration::from_millis(millis)).await,
            Act::Fail => return Err(Fault::failed("it fails")),
            Act::Again(millis) => return Err(Fault::again(Duration::from_millis(millis), "it is busy")),
            Act::Crash => return Err(Fault::crash("it crashes")),
            Act::Panic => panic!("it {SIMULATED}"),
            Act::Hang => pending().await,
        }
        self.handled.lock().unwrap().push(*item);
        Ok(())
    }
}

/// A flow of some sources, a first stage, and two stages that both get what comes of it.
#[derive(Clone, Debug)]
struct Plan {
    sources: Vec<(u64, Acts)>,
    stages: [Acts; 3],
    capacity: usize,
    limit: u32,
    /// The time of a stop, and its bound.
    stop: Option<(u64, u64)>,
    seed: u64,
}

fn acts(hangs: bool) -> impl Strategy<Value = Acts> {
    let act = prop_oneof![
        12 => Just(Act::Handle),
        4 => (1_u64..50).prop_map(Act::Slow),
        2 => Just(Act::Fail),
        2 => (1_u64..50).prop_map(Act::Again),
        1 => Just(Act::Crash),
        1 => Just(Act::Panic),
        u32::from(hangs) => Just(Act::Hang),
    ];
    prop::collection::vec(act, 0..30)
}

fn plans() -> impl Strategy<Value = Plan> {
    (any::<bool>(), 1_usize..4).prop_flat_map(|(stops, sources)| {
        let stop = if stops { (0_u64..3000, 0_u64..2000).prop_map(Some).boxed() } else { Just(None).boxed() };
        (
            prop::collection::vec((0_u64..60, acts(false)), sources),
            [acts(stops), acts(stops), acts(stops)],
            1_usize..70,
            0_u32..30,
            stop,
            any::<u64>(),
        )
            .prop_map(|(sources, stages, capacity, limit, stop, seed)| Plan {
                sources,
                stages,
                capacity,
                limit,
                stop,
                seed,
            })
    })
}

#[derive(Debug, PartialEq)]
struct Ran {
    summary: Summary,
    incidents: Vec<Incident>,
    handled: [Vec<Item>; 3],
}

/// Keeps the panics of simulated members out of the output.
fn quiet_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let shown = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !info.payload().downcast_ref::<String>().is_some_and(|text| text.ends_with(SIMULATED)) {
                shown(info);
            }
        }));
    });
}

/// Runs a plan, in virtual time.
fn simulate(plan: &Plan, protocol: &impl Protocol) -> Ran {
    quiet_panics();
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let stages = plan.stages.each_ref().map(|acts| Stage { script: Script::new(acts), handled: Arc::default() });
    let mut manager = Manager::new("m")
        .restart(
            Restart::on_failure()
                .backoff(Duration::from_millis(10), Duration::from_secs(1))
                .limit(plan.limit, Duration::from_secs(60)),
        )
        .max_attempts(3);
    for (name, stage) in ["first", "left", "right"].into_iter().zip(&stages) {
        let stage = stage.clone();
        let queue = QueueOptions { capacity: plan.capacity, ..QueueOptions::default() };
        manager = manager.processor(name, move || stage.clone()).queue(queue);
    }
    manager = manager.route("first", ITEM, "left").route("first", ITEM, "right");
    for (source, (count, acts)) in plan.sources.iter().enumerate() {
        let (count, script, ends, emitted) = (*count, Script::new(acts), plan.stop.is_none(), Arc::default());
        let factory = move || Emits { source, count, script: script.clone(), emitted: Arc::clone(&emitted), ends };
        manager = manager.source(format!("source {source}"), factory);
        manager = manager.route(format!("source {source}"), ITEM, "first");
    }
    let incidents = Arc::<Mutex<Vec<Incident>>>::default();
    let noted = Arc::clone(&incidents);
    let flow = Flow::new()
        .seed(plan.seed)
        .manager(manager)
        .report(move |incident: &Incident| noted.lock().unwrap().push(incident.clone()));
    let summary = runtime.block_on(async {
        let running = flow.start(protocol).unwrap();
        match plan.stop {
            None => running.wait().await,
            Some((after, bound)) => {
                sleep(Duration::from_millis(after)).await;
                running.stop(Duration::from_millis(bound)).await
            }
        }
    });
    let incidents = incidents.lock().unwrap().clone();
    Ran { summary, incidents, handled: stages.map(|stage| stage.handled.lock().unwrap().clone()) }
}

/// Returns the numbers by source.
fn by_source(items: impl IntoIterator<Item = Item>) -> BTreeMap<usize, Vec<u64>> {
    let mut numbers = BTreeMap::<usize, Vec<u64>>::new();
    items.into_iter().for_each(|item| numbers.entry(item.source).or_default().push(item.number));
    numbers
}

/// Checks what must hold after every run.
fn check(plan: &Plan, ran: &Ran) {
    let counts = |member: &str| ran.summary.counts("m", member).unwrap();
    let reported = |processor: &str| -> Vec<Item> {
        let item = |incident: &Incident| match incident {
            Incident::Unhandled(unhandled) if unhandled.processor == processor => {
                Some(serde_json::from_value(unhandled.message.clone()).unwrap())
            }
            _ => None,
        };
        ran.incidents.iter().filter_map(item).collect()
    };
    for (name, handled) in ["first", "left", "right"].into_iter().zip(&ran.handled) {
        let counts = counts(name);
        let reported = reported(name);
        // Received = handled + reported, and nothing is on its way.
        assert_eq!(counts.received, counts.handled + counts.failed + counts.left + counts.dropped, "{name}");
        assert_eq!((counts.failed + counts.left, counts.dropped), (reported.len() as u64, 0), "{name}");
        // None is doubled, except for those whose outputs were on their way at an abort: they are handled and reported.
        let once: BTreeSet<Item> = handled.iter().copied().collect();
        assert_eq!(once.len(), handled.len(), "{name}: a message was handled twice");
        let reported_once: BTreeSet<Item> = reported.iter().copied().collect();
        assert_eq!(reported_once.len(), reported.len(), "{name}: a message was reported twice");
        let both = once.intersection(&reported_once).count();
        let aborted = ran.summary.managers["m"].ending == ManagerEnding::Aborted;
        assert!(both <= usize::from(aborted || plan.stop.is_some()), "{name}: {both} were handled and reported");
        // Each source's messages are handled in their order.
        assert!(by_source(handled.iter().copied()).values().all(|numbers| numbers.is_sorted()), "{name}");
        // None is lost.
        let settled = by_source(once.union(&reported_once).copied());
        if name == "first" {
            for (source, numbers) in settled {
                let emitted = ran.summary.counts("m", &format!("source {source}")).unwrap().emitted;
                assert_eq!(numbers.len() as u64, emitted, "{name}: of source {source}");
            }
            assert_eq!(
                counts.received,
                (0..plan.sources.len())
                    .map(|at| { ran.summary.counts("m", &format!("source {at}")).unwrap().emitted })
                    .sum::<u64>()
            );
        } else {
            assert_eq!(counts.received, ran.summary.counts("m", "first").unwrap().emitted, "{name}");
        }
    }
    if plan.stop.is_none() && ran.summary.managers["m"].ending == ManagerEnding::Finished {
        for (source, (count, _)) in plan.sources.iter().enumerate() {
            assert_eq!(counts(&format!("source {source}")).emitted, *count);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn each_message_is_handled_or_reported_in_place(plan in plans()) {
        check(&plan, &simulate(&plan, &SyncProtocol));
    }

    #[test]
    fn each_message_is_handled_or_reported_behind_queues(plan in plans()) {
        check(&plan, &simulate(&plan, &AsyncProtocol));
    }

    #[test]
    fn a_simulation_is_the_same_in_every_run(plan in plans()) {
        assert_eq!(simulate(&plan, &AsyncProtocol), simulate(&plan, &AsyncProtocol));
        assert_eq!(simulate(&plan, &SyncProtocol), simulate(&plan, &SyncProtocol));
    }
}
