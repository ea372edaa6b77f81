//! A million messages with random failures: none is lost or doubled, and memory stays flat.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use message_flow::{
    AsyncProtocol, BoxError, Emitter, Event, Events, Fault, Flow, Manager, Outbox, Processor, Protocol, Restart,
    Source, SyncProtocol,
};
use tokio::runtime::Builder;

const NUMBER: Event<u64> = Event::new("number");
const MILLION: u64 = 1_000_000;

struct Count(u64);

impl Source for Count {
    fn events(events: &mut Events) {
        events.add(NUMBER);
    }

    async fn run(&mut self, out: &Emitter) -> Result<(), BoxError> {
        for number in 1..=self.0 {
            out.emit(NUMBER, number).await?;
        }
        Ok(())
    }
}

/// The random numbers of one flow, and the sum of what its last processor has handled.
#[derive(Clone)]
struct Shared {
    state: Arc<AtomicU64>,
    sum: Arc<AtomicU64>,
    failed: Arc<AtomicU64>,
}

impl Shared {
    /// Returns a random number below `below`.
    fn draw(&self, below: u64) -> u64 {
        let state = self.state.load(Ordering::Relaxed).wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        self.state.store(state, Ordering::Relaxed);
        (state >> 33) % below
    }
}

/// Fails now and then, wants a message again, or crashes.
struct Shaky(Shared);

impl Processor for Shaky {
    type Input = u64;

    fn events(events: &mut Events) {
        events.add(NUMBER);
    }

    async fn handle(&mut self, number: &u64, out: &mut Outbox) -> Result<(), Fault> {
        out.emit(NUMBER, *number);
        match self.0.draw(1000) {
            0 => {
                self.0.failed.fetch_add(*number, Ordering::Relaxed);
                Err(Fault::failed("it fails"))
            }
            1 => Err(Fault::again(Duration::from_millis(5), "it is busy")),
            2 => Err(Fault::crash("it crashes")),
            _ => Ok(()),
        }
    }
}

struct Sum(Shared);

impl Processor for Sum {
    type Input = u64;

    async fn handle(&mut self, number: &u64, _: &mut Outbox) -> Result<(), Fault> {
        self.0.sum.fetch_add(*number, Ordering::Relaxed);
        Ok(())
    }
}

/// Runs `count` messages, checks the account, and returns the largest amount of memory that was allocated at one time.
fn run(count: u64, protocol: &impl Protocol) -> u64 {
    let memory = allocation_counter::measure(|| {
        let shared = Shared { state: Arc::new(AtomicU64::new(7)), sum: Arc::default(), failed: Arc::default() };
        let (shaky, sum) = (shared.clone(), shared.clone());
        let manager = Manager::new("m")
            .source("count", move || Count(count))
            .processor("shaky", move || Shaky(shaky.clone()))
            .processor("sum", move || Sum(sum.clone()))
            .route("count", NUMBER, "shaky")
            .route("shaky", NUMBER, "sum")
            // So that no message is lost by chance to three attempts in a row.
            .max_attempts(20)
            .restart(Restart::on_failure().limit(u32::MAX, Duration::ZERO));
        let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let summary = runtime.block_on(async { Flow::new().manager(manager).start(protocol).unwrap().wait().await });
        let counts = summary.counts("m", "shaky").unwrap();
        assert_eq!((counts.received, counts.handled + counts.failed), (count, count));
        assert_eq!(summary.counts("m", "sum").unwrap().handled, counts.handled);
        assert!(counts.failed > count / 5000 && counts.restarts > count / 5000, "{counts:?}");
        let settled = shared.sum.load(Ordering::Relaxed) + shared.failed.load(Ordering::Relaxed);
        assert_eq!(settled, count * (count + 1) / 2);
    });
    memory.bytes_max
}

#[test]
fn a_million_messages_in_place_need_no_more_memory_than_ten_thousand() {
    let (few, many) = (run(10_000, &SyncProtocol), run(MILLION, &SyncProtocol));
    assert!(many <= few + few / 4, "{few} and {many} bytes");
}

#[test]
fn a_million_messages_behind_queues_need_no_more_memory_than_ten_thousand() {
    let (few, many) = (run(10_000, &AsyncProtocol), run(MILLION, &AsyncProtocol));
    assert!(many <= few + few / 4, "{few} and {many} bytes");
}
