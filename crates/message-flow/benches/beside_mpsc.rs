//! The cost of a flow beside bare channels: a source, one to eight stages, and 100,000 messages of 32 bytes.
//!
//! `cargo bench -p streamlings-message-flow`. "bare mpsc" is the limit: one task for each stage, one `recv` and one `send` for
//! each message, through a `tokio::sync::mpsc` with 64 places. The flow does that with names, types, counts, supervision and
//! acknowledgements. `current_thread` and `multi_thread` are the runtimes, the latter with two threads.

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use message_flow::{
    AsyncProtocol, BoxError, Emitter, Event, Events, Fault, Flow, Manager, Outbox, Processor, Protocol, Source,
    SyncProtocol,
};
use serde::{Deserialize, Serialize};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;

const MESSAGES: u64 = 100_000;
const CAPACITY: usize = 64;

#[derive(Clone, Copy, Serialize, Deserialize)]
struct Tick([u64; 4]);

const TICK: Event<Tick> = Event::new("tick");

impl Tick {
    fn new(number: u64) -> Tick {
        Tick([number; 4])
    }

    fn next(self) -> Tick {
        Tick(self.0.map(|value| value.wrapping_add(1)))
    }
}

struct Ticks;

impl Source for Ticks {
    fn events(events: &mut Events) {
        events.add(TICK);
    }

    async fn run(&mut self, out: &Emitter) -> Result<(), BoxError> {
        for number in 0..MESSAGES {
            out.emit(TICK, Tick::new(number)).await?;
        }
        Ok(())
    }
}

struct Next;

impl Processor for Next {
    type Input = Tick;

    fn events(events: &mut Events) {
        events.add(TICK);
    }

    async fn handle(&mut self, tick: &Tick, out: &mut Outbox) -> Result<(), Fault> {
        out.emit(TICK, tick.next());
        Ok(())
    }
}

struct Sink(u64);

impl Processor for Sink {
    type Input = Tick;

    async fn handle(&mut self, tick: &Tick, _: &mut Outbox) -> Result<(), Fault> {
        self.0 = self.0.wrapping_add(black_box(tick.0[0]));
        Ok(())
    }
}

/// Sends all messages through as many stages, the last of which is a sink.
async fn bare(stages: u64) {
    let (first, mut receiver) = mpsc::channel(CAPACITY);
    let source = tokio::spawn(async move {
        for number in 0..MESSAGES {
            assert!(first.send(Tick::new(number)).await.is_ok());
        }
    });
    for _ in 1..stages {
        let (sender, next) = mpsc::channel(CAPACITY);
        let mut input: mpsc::Receiver<Tick> = std::mem::replace(&mut receiver, next);
        tokio::spawn(async move {
            while let Some(tick) = input.recv().await {
                assert!(sender.send(tick.next()).await.is_ok());
            }
        });
    }
    let sink = tokio::spawn(async move {
        let (mut sum, mut count) = (0_u64, 0);
        while let Some(tick) = receiver.recv().await {
            sum = sum.wrapping_add(black_box(tick.0[0]));
            count += 1;
        }
        (sum, count)
    });
    assert!(source.await.is_ok());
    assert_eq!(sink.await.map(|(_, count)| count).ok(), Some(MESSAGES));
}

async fn flow(stages: u64, protocol: &impl Protocol) {
    let mut manager = Manager::new("m").source("stage 0", || Ticks);
    for stage in 1..=stages {
        let name = format!("stage {stage}");
        manager = if stage == stages { manager.processor(name, || Sink(0)) } else { manager.processor(name, || Next) };
        manager = manager.route(format!("stage {}", stage - 1), TICK, format!("stage {stage}"));
    }
    let running = Flow::new().manager(manager).start(protocol).expect("the wiring is right");
    let summary = running.wait().await;
    assert_eq!(summary.counts("m", &format!("stage {stages}")).map(|counts| counts.handled), Some(MESSAGES));
}

fn runtimes() -> [(&'static str, Runtime); 2] {
    let one = Builder::new_current_thread().enable_time().build();
    let two = Builder::new_multi_thread().worker_threads(2).enable_time().build();
    [("current_thread", one), ("multi_thread", two)]
        .map(|(name, runtime)| (name, runtime.expect("a runtime can be made")))
}

fn hops(criterion: &mut Criterion) {
    for (name, runtime) in runtimes() {
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Elements(MESSAGES));
        for stages in [1, 2, 4, 8] {
            group.bench_function(BenchmarkId::new("bare mpsc", stages), |b| {
                b.iter(|| runtime.block_on(async { tokio::spawn(bare(stages)).await.is_ok() }));
            });
            group.bench_function(BenchmarkId::new("AsyncProtocol", stages), |b| {
                b.iter(|| runtime.block_on(flow(stages, &AsyncProtocol)));
            });
            group.bench_function(BenchmarkId::new("SyncProtocol", stages), |b| {
                b.iter(|| runtime.block_on(flow(stages, &SyncProtocol)));
            });
        }
        group.finish();
    }
}

/// Prints the ratios of medians, with the cases in turns: the clock of a machine changes more than they do.
fn in_turns(_: &mut Criterion) {
    const ROUNDS: usize = 11;
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let median = |mut times: Vec<Duration>| {
        times.sort();
        times[times.len() / 2].as_secs_f64()
    };
    for (name, runtime) in runtimes() {
        for stages in [1, 2, 4, 8] {
            let mut times = [const { Vec::new() }; 3];
            for _ in 0..ROUNDS {
                let started = Instant::now();
                runtime.block_on(async { tokio::spawn(bare(stages)).await.is_ok() });
                times[0].push(started.elapsed());
                let started = Instant::now();
                runtime.block_on(flow(stages, &AsyncProtocol));
                times[1].push(started.elapsed());
                let started = Instant::now();
                runtime.block_on(flow(stages, &SyncProtocol));
                times[2].push(started.elapsed());
            }
            let [bare, queued, in_place] = times.map(median);
            println!(
                "{name}, {stages} stages: AsyncProtocol {:.2} of bare mpsc ({:.0} ns for a message); SyncProtocol {:.2}, \
                 {:.1} million messages/s",
                queued / bare,
                bare * 1e9 / MESSAGES as f64,
                in_place / bare,
                MESSAGES as f64 / in_place / 1e6,
            );
        }
    }
}

criterion_group!(benches, hops, in_turns);
criterion_main!(benches);
