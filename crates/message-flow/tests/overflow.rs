//! Full queues: memory is bounded, and what is dropped is counted.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use message_flow::{
    AsyncProtocol, BoxError, Emitter, Event, Events, Fault, Flow, Incident, Manager, Outbox, Overflow, Processor,
    QueueOptions, Source, Summary,
};
use tokio::time::{Instant, sleep};

const NUMBER: Event<u64> = Event::new("number");

/// Emits the numbers up to `to`, as fast as it may.
struct Count {
    to: u64,
    /// The times at which it was allowed to go on.
    went_on: Arc<Mutex<Vec<Duration>>>,
}

impl Source for Count {
    fn events(events: &mut Events) {
        events.add(NUMBER);
    }

    async fn run(&mut self, out: &Emitter) -> Result<(), BoxError> {
        let started = Instant::now();
        for number in 1..=self.to {
            out.emit(NUMBER, number).await?;
            self.went_on.lock().unwrap().push(started.elapsed());
        }
        Ok(())
    }
}

/// Needs a second for each message.
struct Slow(Arc<Mutex<Vec<u64>>>);

impl Processor for Slow {
    type Input = u64;

    async fn handle(&mut self, number: &u64, _: &mut Outbox) -> Result<(), Fault> {
        sleep(Duration::from_secs(1)).await;
        self.0.lock().unwrap().push(*number);
        Ok(())
    }
}

struct Ended {
    handled: Vec<u64>,
    went_on: Vec<Duration>,
    summary: Summary,
    incidents: Vec<Incident>,
}

async fn run(to: u64, capacity: usize, overflow: Overflow) -> Ended {
    let (handled, went_on, incidents) = (Arc::default(), Arc::default(), Arc::<Mutex<Vec<Incident>>>::default());
    let manager = {
        let (handled, went_on) = (Arc::clone(&handled), Arc::clone(&went_on));
        Manager::new("m")
            .source("count", move || Count { to, went_on: Arc::clone(&went_on) })
            .processor("slow", move || Slow(Arc::clone(&handled)))
            .queue(QueueOptions { capacity, overflow })
            .route("count", NUMBER, "slow")
    };
    let noted = Arc::clone(&incidents);
    let flow =
        Flow::new().manager(manager).report(move |incident: &Incident| noted.lock().unwrap().push(incident.clone()));
    let summary = flow.start(&AsyncProtocol).unwrap().wait().await;
    let handled = handled.lock().unwrap().clone();
    let went_on = went_on.lock().unwrap().clone();
    let incidents = incidents.lock().unwrap().clone();
    Ended { handled, went_on, summary, incidents }
}

/// Fault 3 of aiopype: 200,000 messages waited in a queue without a bound.
#[tokio::test(start_paused = true)]
async fn a_full_queue_makes_the_source_wait() {
    let ended = run(200, 10, Overflow::Block).await;
    assert_eq!(ended.handled, (1..=200).collect::<Vec<_>>());
    let counts = ended.summary.counts("m", "slow").unwrap();
    assert_eq!((counts.handled, counts.dropped, counts.queue_peak), (200, 0, 10));
    // The processor has taken the ten that fit into the queue, and ten more wait.
    let ahead = |number: usize| number as u64 - ended.went_on[number - 1].as_secs();
    assert_eq!((1..=200).map(ahead).max(), Some(20));
}

#[tokio::test(start_paused = true)]
async fn drop_newest_keeps_the_oldest_messages_and_counts_the_others() {
    let ended = run(200, 10, Overflow::DropNewest).await;
    let counts = ended.summary.counts("m", "slow").unwrap();
    assert_eq!((counts.received, counts.handled + counts.dropped), (200, 200));
    assert_eq!(ended.handled[..10], (1..=10).collect::<Vec<_>>());
    assert!(ended.handled.is_sorted() && !ended.handled.contains(&200));
    assert!((10..=42).contains(&counts.handled), "{counts:?}");
    assert_eq!(ended.went_on.last(), Some(&Duration::ZERO));
    assert_eq!(ended.incidents, []);
}

#[tokio::test(start_paused = true)]
async fn drop_oldest_keeps_the_newest_messages_and_counts_the_others() {
    let ended = run(200, 10, Overflow::DropOldest).await;
    let counts = ended.summary.counts("m", "slow").unwrap();
    assert_eq!((counts.received, counts.handled + counts.dropped), (200, 200));
    assert_eq!(ended.handled[ended.handled.len() - 10..], (191..=200).collect::<Vec<_>>());
    assert!(ended.handled.is_sorted());
    assert!((10..=42).contains(&counts.handled), "{counts:?}");
    assert_eq!(ended.went_on.last(), Some(&Duration::ZERO));
    assert_eq!(ended.incidents, []);
}

/// A source whose queue drops never waits; the other tasks of its thread run all the same.
#[tokio::test(start_paused = true)]
async fn a_source_that_never_waits_leaves_turns_to_others() {
    let flow = tokio::spawn(run(200_000, 1, Overflow::DropNewest));
    let mut turns = 0_u64;
    while !flow.is_finished() && turns < 10_000 {
        tokio::task::yield_now().await;
        turns += 1;
    }
    assert!(turns > 1000, "there were {turns} turns");
    flow.abort();
}
