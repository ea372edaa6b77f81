//! The tests that every [`Protocol`] must pass, with virtual time.
//!
//! ```
//! mod sync_protocol {
//!     message_flow::conformance_tests!(message_flow::SyncProtocol);
//! }
//! ```

#![allow(clippy::missing_panics_doc, reason = "each function is a test, and panics if it fails")]

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, pending};
use tokio::time::{Instant, sleep};

use crate::{
    BlockingProcessor, BoxError, Emitter, Event, Events, Fault, Flow, Incident, Manager, ManagerEnding, Outbox,
    Outcome, Processor, Protocol, QueueOptions, Restart, Source, Summary, Unhandled,
};

/// Makes a test of each function of the module `conformance`. The argument is an expression for a protocol.
#[macro_export]
macro_rules! conformance_tests {
    ($protocol:expr) => {
        $crate::conformance_tests! { @ $protocol;
            handles_each_message_once_and_in_order
            runs_async_handlers_to_their_end
            loses_no_message_of_a_burst_to_a_slow_processor
            handles_what_was_emitted_before_a_stop
            reports_a_message_that_fails_and_goes_on
            hands_a_message_in_again_before_those_behind_it
            reports_a_message_after_its_last_attempt
            handles_all_messages_of_a_processor_that_panics
            reports_a_message_that_always_panics_and_goes_on
            keeps_messages_for_a_processor_that_has_not_started_yet
            keeps_messages_that_come_during_the_backoff
            reports_all_that_is_left_when_the_limit_is_reached
            waits_longer_before_each_restart_and_gives_up_at_the_limit
            hands_a_message_back_after_a_stop
            hands_a_message_back_after_the_end_of_its_source
            handles_what_is_being_handled_and_its_outputs_before_it_stops
            reports_what_is_left_after_the_bound
            reports_what_is_left_when_the_flow_is_dropped
            gives_every_message_to_each_processor_of_an_event
            sends_nothing_of_a_message_that_failed
            confirms_a_message_when_its_last_branch_is_handled
            goes_on_with_the_numbers_of_a_source_that_failed
            keeps_the_errors_of_processors_from_the_source
            ends_when_its_sources_have_ended
            restarts_a_source_that_ended_if_the_policy_says_so
            stops_while_a_source_waits
            keeps_other_managers_running
            runs_blocking_processors
            fails_a_message_for_an_event_that_is_not_declared
            stops_a_processor_once_and_after_its_last_message
            counts_reports_that_fail
        }
    };
    (@ $protocol:expr; $($name:ident)*) => {
        $(
            #[tokio::test(start_paused = true)]
            async fn $name() {
                $crate::conformance::$name($protocol).await;
            }
        )*
    };
}

const NUMBER: Event<u64> = Event::new("number");
const UNDECLARED: Event<u64> = Event::new("undeclared");

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A source that runs a function.
struct Script<F>(F);

impl<F: FnMut(Emitter) -> BoxFuture<'static, Result<(), BoxError>> + Send + 'static> Source for Script<F> {
    fn events(events: &mut Events) {
        events.add(NUMBER);
    }

    async fn run(&mut self, out: &Emitter) -> Result<(), BoxError> {
        (self.0)(out.clone()).await
    }
}

/// Returns a source that emits the numbers up to `count`, and ends.
fn numbers(count: u64) -> impl Source {
    Script(move |out: Emitter| {
        let emits = async move {
            for number in 1..=count {
                out.emit(NUMBER, number).await?;
            }
            Ok(())
        };
        emits.boxed()
    })
}

/// Returns a source that emits the numbers up to `count`, and waits for the end.
fn numbers_and_wait(count: u64) -> impl Source {
    Script(move |out: Emitter| {
        let emits = async move {
            for number in 1..=count {
                out.emit(NUMBER, number).await?;
            }
            pending().await
        };
        emits.boxed()
    })
}

/// The behavior of a processor with one message.
enum Act {
    Handle,
    After(Duration),
    Fail,
    Again(Duration),
    Crash,
    Panic,
}

type Behavior = Arc<dyn Fn(u64) -> Act + Send + Sync>;

/// A processor that behaves as it is told, and emits each number that it handles.
#[derive(Clone)]
struct Told {
    behavior: Behavior,
    handled: Arc<Mutex<Vec<u64>>>,
    starts: Arc<Mutex<Vec<Instant>>>,
    stops: Arc<Mutex<Vec<Instant>>>,
    start: Arc<dyn Fn() -> Act + Send + Sync>,
}

impl Told {
    fn to(behavior: impl Fn(u64) -> Act + Send + Sync + 'static) -> Told {
        let (handled, starts, stops) = (Arc::default(), Arc::default(), Arc::default());
        Told { behavior: Arc::new(behavior), handled, starts, stops, start: Arc::new(|| Act::Handle) }
    }

    fn to_handle() -> Told {
        Told::to(|_| Act::Handle)
    }

    /// Tells it to behave otherwise at one number, for the first `times`.
    fn once_at(at: u64, times: usize, act: fn() -> Act) -> Told {
        let left = AtomicUsize::new(times);
        Told::to(move |number| {
            let now = number == at
                && left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
            if now { act() } else { Act::Handle }
        })
    }

    fn handled(&self) -> Vec<u64> {
        self.handled.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn factory(&self) -> impl FnMut() -> Told + Send + 'static {
        let told = self.clone();
        move || told.clone()
    }
}

fn times(times: &Mutex<Vec<Instant>>) -> Vec<Instant> {
    times.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

impl Processor for Told {
    type Input = u64;

    fn events(events: &mut Events) {
        events.add(NUMBER);
    }

    async fn start(&mut self) -> Result<(), BoxError> {
        self.starts.lock().unwrap_or_else(PoisonError::into_inner).push(Instant::now());
        match (self.start)() {
            Act::After(time) => sleep(time).await,
            Act::Panic => panic!("it panics at its start"),
            Act::Crash => return Err("it fails at its start".into()),
            _ => {}
        }
        Ok(())
    }

    async fn handle(&mut self, number: &u64, out: &mut Outbox) -> Result<(), Fault> {
        // Emitted first, so that a failure shows that nothing leaves.
        out.emit(NUMBER, *number);
        tokio::task::yield_now().await;
        match (self.behavior)(*number) {
            Act::Handle => {}
            Act::After(time) => sleep(time).await,
            Act::Fail => return Err(Fault::failed("it fails")),
            Act::Again(after) => return Err(Fault::again(after, "it is busy")),
            Act::Crash => return Err(Fault::crash("it crashes")),
            Act::Panic => panic!("it panics"),
        }
        self.handled.lock().unwrap_or_else(PoisonError::into_inner).push(*number);
        Ok(())
    }

    async fn stop(&mut self) -> Result<(), BoxError> {
        self.stops.lock().unwrap_or_else(PoisonError::into_inner).push(Instant::now());
        Ok(())
    }
}

/// The incidents of a flow.
#[derive(Clone, Default)]
struct Incidents(Arc<Mutex<Vec<Incident>>>);

impl Incidents {
    fn flow(&self) -> Flow {
        let all = Arc::clone(&self.0);
        Flow::new().seed(1).report(move |incident: &Incident| {
            all.lock().unwrap_or_else(PoisonError::into_inner).push(incident.clone());
        })
    }

    fn all(&self) -> Vec<Incident> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn unhandled(&self) -> Vec<Unhandled> {
        let unhandled = |incident| if let Incident::Unhandled(unhandled) = incident { Some(unhandled) } else { None };
        self.all().into_iter().filter_map(unhandled).collect()
    }

    fn unhandled_numbers(&self) -> Vec<u64> {
        self.unhandled().into_iter().map(|unhandled| unhandled.number).collect()
    }

    fn crashes(&self) -> usize {
        self.all().into_iter().filter(|incident| matches!(incident, Incident::Crashed { .. })).count()
    }
}

fn restart() -> Restart {
    Restart::on_failure().backoff(ms(100), secs(10)).jitter(0.0).limit(5, secs(60))
}

/// Returns a manager `m` with the source `source`, the processor `first`, and `second` behind it.
fn chain(source: impl FnMut() -> BoxedSource + Send + 'static, first: &Told, second: &Told) -> Manager {
    Manager::new("m")
        .source("source", source)
        .processor("first", first.factory())
        .processor("second", second.factory())
        .route("source", NUMBER, "first")
        .route("first", NUMBER, "second")
        .restart(restart())
}

/// A source in a box, so that tests can choose one.
struct BoxedSource(Box<dyn crate::source::AnySource>);

impl Source for BoxedSource {
    fn events(events: &mut Events) {
        events.add(NUMBER);
    }

    async fn run(&mut self, out: &Emitter) -> Result<(), BoxError> {
        self.0.run(out).await
    }
}

fn boxed<S: Source>(mut source: impl FnMut() -> S + Send + 'static) -> impl FnMut() -> BoxedSource + Send + 'static {
    move || BoxedSource(Box::new(source()))
}

/// Asserts that each message was settled exactly once, and that each that was not handled was reported.
fn assert_balanced(summary: &Summary, incidents: &Incidents) {
    let all = summary.managers.values().flat_map(|manager| manager.members.values());
    let mut reported = 0;
    for counts in all {
        assert_eq!(counts.received, counts.handled + counts.failed + counts.dropped + counts.left, "{counts:?}");
        reported += counts.failed + counts.left;
    }
    assert_eq!(incidents.unhandled().len() as u64, reported);
}

/// Checks that each message is handled once, and in order.
pub async fn handles_each_message_once_and_in_order(protocol: impl Protocol) {
    let (first, second, incidents) = (Told::to_handle(), Told::to_handle(), Incidents::default());
    let flow = incidents.flow().manager(chain(boxed(|| numbers(500)), &first, &second));
    let summary = flow.start(&protocol).unwrap().wait().await;
    let all: Vec<u64> = (1..=500).collect();
    assert_eq!((first.handled(), second.handled()), (all.clone(), all));
    assert_eq!(summary.managers["m"].ending, ManagerEnding::Finished);
    assert!(summary.all_handled());
    let counts = |member| summary.counts("m", member).unwrap();
    assert_eq!((counts("source").emitted, counts("first").handled, counts("first").emitted), (500, 500, 500));
    assert_eq!((counts("second").received, counts("second").emitted), (500, 0));
    assert_balanced(&summary, &incidents);
    assert_eq!(incidents.all(), []);
}

/// Checks that an async handler runs to its end, and is not only created (fault 4 of aiopype).
pub async fn runs_async_handlers_to_their_end(protocol: impl Protocol) {
    let (first, second) = (Told::to(|_| Act::After(ms(20))), Told::to(|_| Act::After(ms(20))));
    let started = Instant::now();
    let flow = Flow::new().manager(chain(boxed(|| numbers(1)), &first, &second));
    let summary = flow.start(&protocol).unwrap().wait().await;
    assert_eq!((first.handled(), second.handled()), (vec![1], vec![1]));
    assert_eq!(started.elapsed(), ms(40));
    assert!(summary.all_handled());
}

/// Checks that a burst to a slow processor loses nothing, nor does a fast one beside it (fault 1: 1 of 10 was handled).
pub async fn loses_no_message_of_a_burst_to_a_slow_processor(protocol: impl Protocol) {
    let (slow, fast) = (Told::to(|_| Act::After(ms(20))), Told::to_handle());
    let manager = Manager::new("m")
        .source("source", || numbers(1000))
        .processor("slow", slow.factory())
        .processor("fast", fast.factory())
        .route("source", NUMBER, "slow")
        .route("source", NUMBER, "fast");
    let started = Instant::now();
    let summary = Flow::new().manager(manager).start(&protocol).unwrap().wait().await;
    let all: Vec<u64> = (1..=1000).collect();
    assert_eq!((slow.handled(), fast.handled()), (all.clone(), all));
    assert_eq!(started.elapsed(), secs(20));
    assert!(summary.all_handled());
}

/// Checks that all that was emitted before a stop is handled, in the last stage too (fault 2: 0 of 1000).
pub async fn handles_what_was_emitted_before_a_stop(protocol: impl Protocol) {
    let (first, second, incidents) = (Told::to_handle(), Told::to(|_| Act::After(ms(1))), Incidents::default());
    let flow = incidents.flow().manager(chain(boxed(|| numbers_and_wait(1000)), &first, &second));
    let running = flow.start(&protocol).unwrap();
    sleep(ms(300)).await;
    let summary = running.stop(secs(60)).await;
    let emitted = summary.counts("m", "source").unwrap().emitted;
    assert!((100..1000).contains(&emitted), "{emitted} were emitted before the stop");
    assert_eq!(second.handled(), (1..=emitted).collect::<Vec<_>>());
    assert_eq!(summary.managers["m"].ending, ManagerEnding::Stopped);
    assert_balanced(&summary, &incidents);
    assert_eq!(incidents.all(), []);
}

/// Checks that a message that fails is reported by name and number, with its text, and those behind it are handled.
pub async fn reports_a_message_that_fails_and_goes_on(protocol: impl Protocol) {
    let (first, second) =
        (Told::to_handle(), Told::to(|number| if number % 20 == 0 { Act::Fail } else { Act::Handle }));
    let incidents = Incidents::default();
    let flow = incidents.flow().manager(chain(boxed(|| numbers(50)), &first, &second));
    let summary = flow.start(&protocol).unwrap().wait().await;
    assert_eq!(second.handled(), (1..=50).filter(|number| number % 20 != 0).collect::<Vec<_>>());
    let unhandled = incidents.unhandled();
    let expected = Unhandled {
        manager: "m".to_owned(),
        processor: "second".to_owned(),
        from: "first".to_owned(),
        event: "number".to_owned(),
        number: 20,
        attempts: 1,
        reason: "it fails".to_owned(),
        message: 20.into(),
    };
    assert_eq!(unhandled[0], expected);
    assert_eq!((unhandled.len(), unhandled[1].number, summary.counts("m", "second").unwrap().failed), (2, 40, 2));
    assert_eq!(incidents.all()[0].to_string(), "m: `second` has not handled message 20 of `first` (number): it fails");
    assert_balanced(&summary, &incidents);
}

/// Checks that a message that a processor wants again later comes again after that time, and those behind it wait.
pub async fn hands_a_message_in_again_before_those_behind_it(protocol: impl Protocol) {
    let (first, second) = (Told::once_at(10, 2, || Act::Again(secs(3))), Told::to_handle());
    let incidents = Incidents::default();
    let started = Instant::now();
    let flow = incidents.flow().manager(chain(boxed(|| numbers(50)), &first, &second));
    let summary = flow.start(&protocol).unwrap().wait().await;
    let all: Vec<u64> = (1..=50).collect();
    assert_eq!((first.handled(), second.handled()), (all.clone(), all));
    assert_eq!((started.elapsed(), incidents.all()), (secs(6), vec![]));
    assert_balanced(&summary, &incidents);
}

/// Checks that a message that is wanted again and again is reported after the last attempt; it is no busy loop
/// (watermill 414).
pub async fn reports_a_message_after_its_last_attempt(protocol: impl Protocol) {
    let (first, second) = (Told::once_at(10, usize::MAX, || Act::Again(secs(3))), Told::to_handle());
    let incidents = Incidents::default();
    let started = Instant::now();
    let flow = incidents.flow().manager(chain(boxed(|| numbers(50)), &first, &second).max_attempts(5));
    let summary = flow.start(&protocol).unwrap().wait().await;
    assert_eq!(second.handled(), (1..=50).filter(|number| *number != 10).collect::<Vec<_>>());
    let unhandled = incidents.unhandled();
    assert_eq!((unhandled.len(), unhandled[0].number, unhandled[0].attempts), (1, 10, 5));
    assert_eq!((&*unhandled[0].reason, started.elapsed()), ("it is busy", secs(12)));
    assert_balanced(&summary, &incidents);
}

/// Checks that a processor that panics or crashes is built again, and each message is handled once and in order (kameo
/// 335, bastion 139).
pub async fn handles_all_messages_of_a_processor_that_panics(protocol: impl Protocol) {
    for act in [|| Act::Panic, || Act::Crash] as [fn() -> Act; 2] {
        let (first, second, incidents) = (Told::once_at(10, 1, act), Told::to_handle(), Incidents::default());
        let flow = incidents.flow().manager(chain(boxed(|| numbers(50)), &first, &second));
        let summary = flow.start(&protocol).unwrap().wait().await;
        let all: Vec<u64> = (1..=50).collect();
        assert_eq!((first.handled(), second.handled()), (all.clone(), all));
        assert_eq!((incidents.crashes(), summary.counts("m", "first").unwrap().restarts), (1, 1));
        assert_eq!(times(&first.starts).len(), 2);
        assert!(summary.all_handled());
        assert_balanced(&summary, &incidents);
    }
}

/// Checks that a message with which a processor always panics is reported after its last attempt, and the others are
/// handled.
pub async fn reports_a_message_that_always_panics_and_goes_on(protocol: impl Protocol) {
    let (first, second) = (Told::once_at(10, usize::MAX, || Act::Panic), Told::to_handle());
    let incidents = Incidents::default();
    let flow = incidents.flow().manager(chain(boxed(|| numbers(50)), &first, &second));
    let summary = flow.start(&protocol).unwrap().wait().await;
    assert_eq!(second.handled(), (1..=50).filter(|number| *number != 10).collect::<Vec<_>>());
    let unhandled = incidents.unhandled();
    assert_eq!((unhandled.len(), unhandled[0].number, unhandled[0].attempts), (1, 10, 3));
    assert_eq!(unhandled[0].reason, "it panicked: it panics");
    assert_eq!((incidents.crashes(), summary.counts("m", "first").unwrap().restarts), (3, 3));
    assert_balanced(&summary, &incidents);
}

/// Checks that messages that come before a processor has started are handled, also if its start fails (kameo 0.22.2
/// lost 15 to 40 of 50).
pub async fn keeps_messages_for_a_processor_that_has_not_started_yet(protocol: impl Protocol) {
    for failure in [|| Act::Panic, || Act::Crash] as [fn() -> Act; 2] {
        let starts = AtomicUsize::new(0);
        let mut first = Told::once_at(1, 1, || Act::Panic);
        first.start = Arc::new(move || match starts.fetch_add(1, Ordering::SeqCst) {
            0 => failure(),
            _ => Act::After(secs(1)),
        });
        let (second, incidents) = (Told::to_handle(), Incidents::default());
        let flow = incidents.flow().manager(chain(boxed(|| numbers(50)), &first, &second));
        let summary = flow.start(&protocol).unwrap().wait().await;
        assert_eq!(second.handled(), (1..=50).collect::<Vec<_>>());
        assert_eq!((incidents.crashes(), times(&first.starts).len()), (2, 3));
        assert_balanced(&summary, &incidents);
    }
}

/// Checks that messages that come while a processor waits for its restart are handled after it (akka 31814, pekko 669).
pub async fn keeps_messages_that_come_during_the_backoff(protocol: impl Protocol) {
    let (first, second, incidents) = (Told::once_at(3, 1, || Act::Panic), Told::to_handle(), Incidents::default());
    let slowly = || {
        Script(|out: Emitter| {
            let emits = async move {
                for number in 1..=20 {
                    sleep(secs(1)).await;
                    out.emit(NUMBER, number).await?;
                }
                Ok(())
            };
            emits.boxed()
        })
    };
    let restart = Restart::on_failure().backoff(secs(10), secs(10)).jitter(0.0);
    let flow = incidents.flow().manager(chain(boxed(slowly), &first, &second).restart(restart));
    let started = Instant::now();
    let summary = flow.start(&protocol).unwrap().wait().await;
    assert_eq!(second.handled(), (1..=20).collect::<Vec<_>>());
    assert_eq!(times(&first.starts).len(), 2);
    assert!(started.elapsed() >= secs(20));
    assert_balanced(&summary, &incidents);
}

/// Checks that when the limit of restarts is reached, all messages that are left are reported, the one with which the
/// processor has crashed among them (kameo 364). The manager ends, and says for which reason.
pub async fn reports_all_that_is_left_when_the_limit_is_reached(protocol: impl Protocol) {
    let first = Told::to(|number| if number > 10 { Act::Panic } else { Act::Handle });
    let (second, incidents) = (Told::to_handle(), Incidents::default());
    let restart = restart().limit(2, secs(60));
    let flow = incidents.flow().manager(chain(boxed(|| numbers_and_wait(50)), &first, &second).restart(restart));
    let summary = flow.start(&protocol).unwrap().wait().await;
    assert_eq!(second.handled(), (1..=10).collect::<Vec<_>>());
    let emitted = summary.counts("m", "source").unwrap().emitted;
    assert_eq!(incidents.unhandled_numbers(), (11..=emitted).collect::<Vec<_>>());
    assert_eq!(incidents.unhandled()[0].attempts, 3);
    let ManagerEnding::GaveUp { member, reason } = &summary.managers["m"].ending else { panic!("{summary:?}") };
    assert_eq!(member, "first");
    assert_eq!(reason, "it was restarted 2 times within 60s, and failed again: it panicked: it panics");
    assert!(incidents.all().iter().any(|incident| matches!(incident, Incident::GaveUp { .. })));
    assert_balanced(&summary, &incidents);
}

/// Checks that the delays before restarts grow, and at the limit the manager ends (fault 5: 33,000 restarts a second).
pub async fn waits_longer_before_each_restart_and_gives_up_at_the_limit(protocol: impl Protocol) {
    let starts: Arc<Mutex<Vec<Instant>>> = Arc::default();
    let noted = Arc::clone(&starts);
    let source = move || {
        let noted = Arc::clone(&noted);
        Script(move |_| {
            noted.lock().unwrap_or_else(PoisonError::into_inner).push(Instant::now());
            async { Err("no connection".into()) }.boxed()
        })
    };
    let (first, second, incidents) = (Told::to_handle(), Told::to_handle(), Incidents::default());
    let flow = incidents.flow().manager(chain(boxed(source), &first, &second));
    let summary = flow.start(&protocol).unwrap().wait().await;
    let starts = times(&starts);
    let delays: Vec<Duration> = starts.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(delays, [100, 200, 400, 800, 1600].map(ms));
    let ManagerEnding::GaveUp { member, .. } = &summary.managers["m"].ending else { panic!("{summary:?}") };
    assert_eq!((&**member, incidents.crashes(), summary.counts("m", "source").unwrap().restarts), ("source", 6, 5));
}

/// Checks that a message that is emitted after a stop is handed back, and not accepted and dropped (kameo 362).
pub async fn hands_a_message_back_after_a_stop(protocol: impl Protocol) {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let sender = Arc::new(Mutex::new(Some(sender)));
    let source = move || {
        let sender = Arc::clone(&sender);
        Script(move |out: Emitter| {
            let sender = sender.lock().unwrap_or_else(PoisonError::into_inner).take();
            let sent = sender.map(|sender| sender.send(out));
            async move {
                assert!(matches!(sent, Some(Ok(()))));
                pending().await
            }
            .boxed()
        })
    };
    let (first, second, incidents) = (Told::to_handle(), Told::to_handle(), Incidents::default());
    let running = incidents.flow().manager(chain(boxed(source), &first, &second)).start(&protocol).unwrap();
    let out = receiver.await.unwrap();
    out.emit(NUMBER, 1).await.unwrap();
    let summary = running.stop(secs(10)).await;
    assert_eq!(out.emit(NUMBER, 2).await.unwrap_err().0, 2);
    assert_eq!(out.emit_with_receipt(NUMBER, 3).await.unwrap_err().0, 3);
    assert_eq!((second.handled(), summary.counts("m", "source").unwrap().emitted), (vec![1], 1));
    assert_balanced(&summary, &incidents);
}

/// Checks that what is being handled at a stop is handled to its end, and what it emits as well (watermill 568, 446).
pub async fn handles_what_is_being_handled_and_its_outputs_before_it_stops(protocol: impl Protocol) {
    let (first, second) = (Told::to(|_| Act::After(secs(5))), Told::to(|_| Act::After(secs(5))));
    let incidents = Incidents::default();
    let flow = incidents.flow().manager(chain(boxed(|| numbers_and_wait(1)), &first, &second));
    let running = flow.start(&protocol).unwrap();
    sleep(secs(1)).await;
    let stopped = Instant::now();
    let summary = running.stop(secs(60)).await;
    assert_eq!((second.handled(), stopped.elapsed()), (vec![1], secs(9)));
    assert_eq!(times(&second.stops), [stopped + secs(9)]);
    assert_eq!(summary.managers["m"].ending, ManagerEnding::Stopped);
    assert_balanced(&summary, &incidents);
}

/// Checks that what is not handled within the bound of a stop is reported by name and number, and the stop takes no
/// longer.
pub async fn reports_what_is_left_after_the_bound(protocol: impl Protocol) {
    let hangs = Told::to(|number| if number == 3 { Act::After(Duration::MAX) } else { Act::Handle });
    let (second, incidents) = (Told::to_handle(), Incidents::default());
    let flow = incidents.flow().manager(chain(boxed(|| numbers_and_wait(200)), &hangs, &second));
    let running = flow.start(&protocol).unwrap();
    sleep(secs(1)).await;
    let stopped = Instant::now();
    let summary = running.stop(secs(10)).await;
    assert_eq!((stopped.elapsed(), second.handled()), (secs(10), vec![1, 2]));
    let emitted = summary.counts("m", "source").unwrap().emitted;
    let reported: BTreeSet<u64> = incidents.unhandled_numbers().into_iter().collect();
    assert_eq!(reported, (3..=emitted).collect());
    assert_eq!(summary.managers["m"].ending, ManagerEnding::Aborted);
    assert_balanced(&summary, &incidents);
}

/// Checks that if the flow is dropped, nothing goes on in the background, and what is left is reported.
pub async fn reports_what_is_left_when_the_flow_is_dropped(protocol: impl Protocol) {
    let (hangs, second) = (Told::to(|_| Act::After(Duration::MAX)), Told::to_handle());
    let incidents = Incidents::default();
    let flow = incidents.flow().manager(chain(boxed(|| numbers_and_wait(20)), &hangs, &second));
    let running = flow.start(&protocol).unwrap();
    sleep(secs(1)).await;
    let emitted = running.counts("m", "source").unwrap().emitted;
    assert!(emitted >= 1 && incidents.all().is_empty());
    drop(running);
    sleep(secs(1)).await;
    let reported: BTreeSet<u64> = incidents.unhandled_numbers().into_iter().collect();
    assert_eq!(reported, (1..=emitted).collect());
    assert_eq!(reported.len(), incidents.unhandled().len());
}

/// Checks that each processor of an event gets every message, and the failures of one are not the other's (watermill
/// 247).
pub async fn gives_every_message_to_each_processor_of_an_event(protocol: impl Protocol) {
    let (fails, fine) = (Told::to(|number| if number % 2 == 0 { Act::Fail } else { Act::Panic }), Told::to_handle());
    let manager = Manager::new("m")
        .source("source", || numbers(20))
        .processor("fails", fails.factory())
        .processor("fine", fine.factory())
        .route("source", NUMBER, "fails")
        .route("source", NUMBER, "fine")
        .restart(Restart::on_failure().limit(100, secs(60)));
    let incidents = Incidents::default();
    let summary = incidents.flow().manager(manager).start(&protocol).unwrap().wait().await;
    assert_eq!(fine.handled(), (1..=20).collect::<Vec<_>>());
    assert_eq!(summary.counts("m", "fails").unwrap().failed, 20);
    assert!(incidents.unhandled().iter().all(|unhandled| unhandled.processor == "fails"));
    assert_balanced(&summary, &incidents);
}

/// Checks that what a processor has emitted for a message leaves only if it has handled the message.
pub async fn sends_nothing_of_a_message_that_failed(protocol: impl Protocol) {
    for act in [|| Act::Fail, || Act::Panic, || Act::Crash, || Act::Again(ms(5))] as [fn() -> Act; 4] {
        let (first, second, incidents) = (Told::once_at(2, 3, act), Told::to_handle(), Incidents::default());
        let flow = incidents.flow().manager(chain(boxed(|| numbers(3)), &first, &second));
        let summary = flow.start(&protocol).unwrap().wait().await;
        assert_eq!(second.handled(), [1, 3]);
        assert_eq!(summary.counts("m", "first").unwrap().emitted, 2);
        assert_balanced(&summary, &incidents);
    }
}

/// Checks that a receipt is ready when the last branch of a message is handled, and says what was not.
pub async fn confirms_a_message_when_its_last_branch_is_handled(protocol: impl Protocol) {
    let outcomes: Arc<Mutex<Vec<(Outcome, Duration)>>> = Arc::default();
    let noted = Arc::clone(&outcomes);
    let source = move || {
        let noted = Arc::clone(&noted);
        Script(move |out: Emitter| {
            let noted = Arc::clone(&noted);
            let emits = async move {
                for number in 1..=3 {
                    let begun = Instant::now();
                    let outcome = out.emit_with_receipt(NUMBER, number).await?.await;
                    noted.lock().unwrap_or_else(PoisonError::into_inner).push((outcome, begun.elapsed()));
                }
                Ok(())
            };
            emits.boxed()
        })
    };
    let slow = Told::to(|_| Act::After(secs(5)));
    let fails = Told::to(|number| if number == 2 { Act::Fail } else { Act::Handle });
    let manager = Manager::new("m")
        .source("source", source)
        .processor("first", Told::to_handle().factory())
        .processor("slow", slow.factory())
        .processor("fails", fails.factory())
        .route("source", NUMBER, "first")
        .route("first", NUMBER, "slow")
        .route("first", NUMBER, "fails");
    let summary = Flow::new().manager(manager).start(&protocol).unwrap().wait().await;
    let expected = [Outcome::Handled, Outcome::Unhandled(1), Outcome::Handled].map(|outcome| (outcome, secs(5)));
    assert_eq!(*outcomes.lock().unwrap(), expected);
    assert_eq!(summary.counts("m", "slow").unwrap().handled, 3);
}

/// Checks that a source that failed is built again, its messages are handled, and their numbers go on.
pub async fn goes_on_with_the_numbers_of_a_source_that_failed(protocol: impl Protocol) {
    let built = Arc::new(AtomicUsize::new(0));
    let builds = Arc::clone(&built);
    let source = move || {
        let incarnation = builds.fetch_add(1, Ordering::SeqCst) as u64;
        Script(move |out: Emitter| {
            let emits = async move {
                for number in 1..=5 {
                    out.emit(NUMBER, incarnation * 10 + number).await?;
                }
                match incarnation {
                    0 => panic!("the connection is broken"),
                    1 => Err("the connection is broken".into()),
                    _ => Ok(()),
                }
            };
            emits.boxed()
        })
    };
    let (first, second) = (Told::to(|number| if number > 20 { Act::Fail } else { Act::Handle }), Told::to_handle());
    let incidents = Incidents::default();
    let flow = incidents.flow().manager(chain(boxed(source), &first, &second));
    let summary = flow.start(&protocol).unwrap().wait().await;
    assert_eq!(second.handled(), [1, 2, 3, 4, 5, 11, 12, 13, 14, 15]);
    assert_eq!(incidents.unhandled_numbers(), [11, 12, 13, 14, 15]);
    let errors = incidents.all().into_iter().filter_map(|incident| match incident {
        Incident::Crashed { member, error, .. } => Some((member, error)),
        _ => None,
    });
    let expected = ["it panicked: the connection is broken", "the connection is broken"];
    assert_eq!(errors.collect::<Vec<_>>(), expected.map(|error| ("source".to_owned(), error.to_owned())));
    assert_eq!(built.load(Ordering::SeqCst), 3);
    assert_balanced(&summary, &incidents);
}

/// Checks that the errors of processors are not the source's: it emits all its messages (fault 7 and 9: it stopped at
/// the third).
pub async fn keeps_the_errors_of_processors_from_the_source(protocol: impl Protocol) {
    let (first, second) = (Told::to(|number| if number >= 3 { Act::Fail } else { Act::Handle }), Told::to_handle());
    let incidents = Incidents::default();
    let flow = incidents.flow().manager(chain(boxed(|| numbers(10)), &first, &second));
    let summary = flow.start(&protocol).unwrap().wait().await;
    assert_eq!(summary.counts("m", "source").unwrap().emitted, 10);
    // Each at its place, at once, and in order: nothing waits for a garbage collector.
    assert_eq!(incidents.unhandled_numbers(), (3..=10).collect::<Vec<_>>());
    assert_balanced(&summary, &incidents);
}

/// Checks that a source that ends has done its work: the flow ends at once, and restarts nothing (fault 6: after 4 s,
/// or never).
pub async fn ends_when_its_sources_have_ended(protocol: impl Protocol) {
    let built = Arc::new(AtomicUsize::new(0));
    let builds = Arc::clone(&built);
    let ends = move || {
        builds.fetch_add(1, Ordering::SeqCst);
        numbers(3)
    };
    let (first, second, incidents) = (Told::to_handle(), Told::to_handle(), Incidents::default());
    let fails = Manager::new("fails")
        .source("source", || Script(|_| async { Err("no connection".into()) }.boxed()))
        .restart(restart());
    let started = Instant::now();
    let flow = incidents.flow().manager(chain(boxed(ends), &first, &second));
    let summary = flow.start(&protocol).unwrap().wait().await;
    assert_eq!((started.elapsed(), summary.managers["m"].ending.clone()), (Duration::ZERO, ManagerEnding::Finished));
    // Nor does a manager that fails beside it.
    let again = {
        let builds = Arc::clone(&built);
        move || {
            builds.fetch_add(1, Ordering::SeqCst);
            numbers(3)
        }
    };
    let flow = incidents.flow().manager(chain(boxed(again), &first, &second)).manager(fails);
    flow.start(&protocol).unwrap().wait().await;
    assert_eq!(built.load(Ordering::SeqCst), 2);
}

/// Checks that with the policy `always` a source that ended starts again after a delay, and no crash is reported.
pub async fn restarts_a_source_that_ended_if_the_policy_says_so(protocol: impl Protocol) {
    let (first, second, incidents) = (Told::to_handle(), Told::to_handle(), Incidents::default());
    let restart = Restart::always().backoff(secs(1), secs(1)).jitter(0.0).limit(1000, secs(60));
    let flow = incidents.flow().manager(chain(boxed(|| numbers(1)), &first, &second).restart(restart));
    let running = flow.start(&protocol).unwrap();
    sleep(ms(3500)).await;
    let summary = running.stop(secs(1)).await;
    assert_eq!((second.handled(), incidents.all()), (vec![1; 4], vec![]));
    assert_eq!(summary.counts("m", "source").unwrap().restarts, 3);
}

/// Checks that a source that waits for something is dropped at a stop, and not waited for.
pub async fn stops_while_a_source_waits(protocol: impl Protocol) {
    let (first, second) = (Told::to_handle(), Told::to_handle());
    let flow = Flow::new().manager(chain(boxed(|| numbers_and_wait(3)), &first, &second));
    let running = flow.start(&protocol).unwrap();
    sleep(secs(1)).await;
    let stopped = Instant::now();
    let summary = running.stop(secs(60)).await;
    assert_eq!(stopped.elapsed(), Duration::ZERO);
    assert_eq!((second.handled(), summary.managers["m"].ending.clone()), (vec![1, 2, 3], ManagerEnding::Stopped));
}

/// Checks that a manager that gives up leaves the others as they are, whatever their names (fault 12: `a` removed the
/// listeners of `a.b`).
pub async fn keeps_other_managers_running(protocol: impl Protocol) {
    let (bad, fine) = (Told::to(|_| Act::Panic), Told::to(|_| Act::After(secs(1))));
    let manager = |name: &str, told: &Told| {
        let manager = Manager::new(name).source("source", || numbers(10)).processor("told", told.factory());
        manager.route("source", NUMBER, "told").restart(Restart::never())
    };
    let incidents = Incidents::default();
    let flow = incidents.flow().manager(manager("a", &bad)).manager(manager("a.b", &fine));
    let summary = flow.start(&protocol).unwrap().wait().await;
    assert_eq!(fine.handled(), (1..=10).collect::<Vec<_>>());
    assert!(matches!(summary.managers["a"].ending, ManagerEnding::GaveUp { .. }));
    assert_eq!(summary.managers["a.b"].ending, ManagerEnding::Finished);
    assert_balanced(&summary, &incidents);
}

/// A processor that blocks, on a thread of its own.
struct Blocks {
    panics: Arc<AtomicUsize>,
    seen: u64,
}

impl BlockingProcessor for Blocks {
    type Input = u64;

    fn events(events: &mut Events) {
        events.add(NUMBER);
    }

    fn handle(&mut self, number: &u64, out: &mut Outbox) -> Result<(), Fault> {
        out.emit(NUMBER, *number);
        assert!(*number != 5 || self.panics.fetch_add(1, Ordering::SeqCst) > 0, "it panics");
        if *number == 7 {
            return Err(Fault::failed("it fails"));
        }
        self.seen += 1;
        out.emit(NUMBER, 100 + self.seen);
        Ok(())
    }
}

/// Checks that a processor that blocks is handled like any other: its state is kept, a panic restarts it, and nothing
/// is lost.
pub async fn runs_blocking_processors(protocol: impl Protocol) {
    let panics = Arc::default();
    let blocks = move || Blocks { panics: Arc::clone(&panics), seen: 0 };
    let (last, incidents) = (Told::to_handle(), Incidents::default());
    let manager = Manager::new("m")
        .source("source", || numbers(8))
        .blocking("blocks", blocks)
        .queue(QueueOptions { capacity: 2, ..QueueOptions::default() })
        .processor("last", last.factory())
        .route("source", NUMBER, "blocks")
        .route("blocks", NUMBER, "last");
    let summary = incidents.flow().manager(manager).start(&protocol).unwrap().wait().await;
    assert_eq!(last.handled(), [1, 101, 2, 102, 3, 103, 4, 104, 5, 101, 6, 102, 8, 103]);
    assert_eq!((incidents.unhandled_numbers(), incidents.crashes()), (vec![7], 1));
    assert_balanced(&summary, &incidents);
}

/// A processor that emits what it has not declared.
struct Undeclared;

impl Processor for Undeclared {
    type Input = u64;

    async fn handle(&mut self, number: &u64, out: &mut Outbox) -> Result<(), Fault> {
        if *number == 2 {
            out.emit(UNDECLARED, *number);
        }
        Ok(())
    }
}

/// Checks that an event that is not declared fails the message, and is not emitted into nothing.
pub async fn fails_a_message_for_an_event_that_is_not_declared(protocol: impl Protocol) {
    let incidents = Incidents::default();
    let manager = Manager::new("m").source("source", || numbers(3)).processor("undeclared", || Undeclared).route(
        "source",
        NUMBER,
        "undeclared",
    );
    let summary = incidents.flow().manager(manager).start(&protocol).unwrap().wait().await;
    let unhandled = incidents.unhandled();
    assert_eq!((unhandled.len(), unhandled[0].number), (1, 2));
    assert_eq!(unhandled[0].reason, "the processor emits `undeclared`, which it has not declared");
    assert_balanced(&summary, &incidents);
}

/// Checks that a processor is stopped once, after its last message, and not after a crash.
pub async fn stops_a_processor_once_and_after_its_last_message(protocol: impl Protocol) {
    let (first, second) = (Told::once_at(2, 1, || Act::Panic), Told::to(|_| Act::After(secs(1))));
    let started = Instant::now();
    let flow = Flow::new().manager(chain(boxed(|| numbers(3)), &first, &second));
    flow.start(&protocol).unwrap().wait().await;
    assert_eq!((times(&first.starts).len(), times(&first.stops).len()), (2, 1));
    assert_eq!((times(&second.starts).len(), times(&second.stops).len()), (1, 1));
    assert!(times(&second.stops)[0] >= started + secs(3));
}

/// Checks that a reporter that fails or panics is counted, harms no processor, and hides nothing from the others.
pub async fn counts_reports_that_fail(protocol: impl Protocol) {
    let (first, second) = (Told::to(|number| if number < 3 { Act::Fail } else { Act::Handle }), Told::to_handle());
    let incidents = Incidents::default();
    let broken = |_: &Incident| panic!("the reporter is broken");
    let manager = chain(boxed(|| numbers(5)), &first, &second);
    let flow = Flow::new().report(broken).manager(manager);
    let summary = flow.start(&protocol).unwrap().wait().await;
    assert_eq!((summary.failed_reports, second.handled()), (2, vec![3, 4, 5]));
    let flow = incidents.flow().report(broken).manager(chain(boxed(|| numbers(2)), &first, &second));
    let summary = flow.start(&protocol).unwrap().wait().await;
    assert_eq!((summary.failed_reports, incidents.unhandled_numbers()), (2, vec![1, 2]));
}

/// Checks that a message that is emitted after its source has ended is handed back, whoever still has an emitter.
pub async fn hands_a_message_back_after_the_end_of_its_source(protocol: impl Protocol) {
    let kept: Arc<Mutex<Option<Emitter>>> = Arc::default();
    let keeps = Arc::clone(&kept);
    let source = move || {
        let keeps = Arc::clone(&keeps);
        Script(move |out: Emitter| {
            *keeps.lock().unwrap_or_else(PoisonError::into_inner) = Some(out);
            async { Ok(()) }.boxed()
        })
    };
    let (first, second, incidents) = (Told::to_handle(), Told::to_handle(), Incidents::default());
    let flow = incidents.flow().manager(chain(boxed(source), &first, &second));
    let summary = flow.start(&protocol).unwrap().wait().await;
    let out = kept.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap();
    assert_eq!(out.emit(NUMBER, 2).await.unwrap_err().0, 2);
    assert_eq!((first.handled(), summary.counts("m", "source").unwrap().emitted), (vec![], 0));
    assert_eq!(incidents.all(), []);
}
