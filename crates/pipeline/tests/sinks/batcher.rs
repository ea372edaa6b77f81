use std::{cell::Cell, num::NonZero, sync::Arc, time::Duration};

use futures::{FutureExt as _, StreamExt as _, future::BoxFuture, stream};
use parking_lot::Mutex;
use streamlings_pipeline::sinks::{BatchLimits, Batcher, KeyedRecord, Sink, SinkError};
use tokio::time::{Instant, interval, sleep, timeout};

use crate::number;

/// The batches that a sink has taken, each with the milliseconds since the start.
type Batches = Arc<Mutex<Vec<(u64, Vec<usize>)>>>;

/// A sink in memory. Each write takes a while, and the first ones can fail.
#[derive(Debug)]
struct Memory {
    start: Instant,
    written: Batches,
    delay: Duration,
    failures: usize,
}

impl Memory {
    fn new() -> (Self, Batches) {
        let written = Batches::default();
        (Self { start: Instant::now(), written: Arc::clone(&written), delay: Duration::ZERO, failures: 0 }, written)
    }
}

impl Sink for Memory {
    fn write<'a>(&'a mut self, batch: &'a [KeyedRecord]) -> BoxFuture<'a, Result<(), SinkError>> {
        Box::pin(async move {
            let now = self.start.elapsed().as_millis() as u64;
            if !self.delay.is_zero() {
                sleep(self.delay).await;
            }
            if self.failures > 0 {
                self.failures -= 1;
                return Err(SinkError::Closed);
            }
            self.written.lock().push((now, batch.iter().map(|keyed| keyed.key.parse().unwrap()).collect()));
            Ok(())
        })
    }

    fn finish(self: Box<Self>) -> BoxFuture<'static, Result<(), SinkError>> {
        async { Ok(()) }.boxed()
    }
}

fn record(id: usize) -> KeyedRecord {
    number(&id.to_string(), "name", 1)
}

fn limits(max_records: usize, max_delay: u64) -> BatchLimits {
    BatchLimits { max_records: NonZero::new(max_records).unwrap(), max_delay: Duration::from_millis(max_delay) }
}

fn ids(written: &Batches) -> Vec<usize> {
    written.lock().iter().flat_map(|(_, ids)| ids.clone()).collect()
}

#[tokio::test(start_paused = true)]
async fn writes_full_batches_and_the_rest_at_the_end() {
    let (sink, written) = Memory::new();
    let mut batcher = Batcher::new(Box::new(sink), limits(500, 250));
    // The future can be spawned as a task.
    let run = async move { (batcher.run(stream::iter((0..1200).map(record))).await, batcher) };
    let (result, batcher) = tokio::spawn(run).await.unwrap();
    result.unwrap();
    let lengths: Vec<_> = written.lock().iter().map(|(at, batch)| (*at, batch.len())).collect();
    assert_eq!(lengths, [(0, 500), (0, 500), (0, 200)]);
    assert_eq!(ids(&written), (0..1200).collect::<Vec<_>>());
    assert_eq!(batcher.finish().await.unwrap(), 1200);
}

#[tokio::test(start_paused = true)]
async fn no_record_waits_longer_than_the_limit() {
    let (sink, written) = Memory::new();
    let mut batcher = Batcher::new(Box::new(sink), limits(500, 250));
    // One record every 100 ms.
    let records = stream::iter(0..7).then(|id| sleep(Duration::from_millis(100)).map(move |()| record(id)));
    batcher.run(records).await.unwrap();
    assert_eq!(*written.lock(), [(350, vec![0, 1, 2]), (650, vec![3, 4, 5]), (700, vec![6])]);
}

#[tokio::test(start_paused = true)]
async fn writes_nothing_without_records() {
    let (sink, written) = Memory::new();
    let mut batcher = Batcher::new(Box::new(sink), BatchLimits::default());
    let silence = timeout(Duration::from_secs(3600), batcher.run(stream::pending())).await;
    assert!(silence.is_err());
    batcher.run(stream::empty()).await.unwrap();
    assert_eq!(batcher.finish().await.unwrap(), 0);
    assert!(written.lock().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_stopped_loses_no_record() {
    let (sink, written) = Memory::new();
    let mut batcher = Batcher::new(Box::new(sink), limits(500, 250));
    let taken = Cell::new(0);
    let records = stream::iter((0..).map(record)).then(|record| {
        taken.set(taken.get() + 1);
        sleep(Duration::from_millis(10)).map(|()| record)
    });
    batcher.run(records.take_until(sleep(Duration::from_millis(35)))).await.unwrap();
    assert_eq!(*written.lock(), [(35, vec![0, 1, 2])]);
    assert_eq!(taken.get(), 4, "the fourth record had not been yielded yet");
}

#[tokio::test(start_paused = true)]
async fn cancelled_between_batches_it_writes_each_record_once() {
    for cut in 1..120 {
        let (sink, written) = Memory::new();
        let mut batcher = Batcher::new(Box::new(sink), limits(3, 50));
        let mut ticks = interval(Duration::from_millis(7));
        let mut records = Box::pin(
            stream::iter(0..40)
                .map(record)
                .zip(stream::poll_fn(move |context| ticks.poll_tick(context).map(Some)))
                .map(|(record, _)| record),
        );
        while timeout(Duration::from_millis(cut), batcher.run(&mut records)).await.is_err() {}
        assert_eq!(batcher.finish().await.unwrap(), 40);
        assert_eq!(ids(&written), (0..40).collect::<Vec<_>>(), "cancelled every {cut} ms");
    }
}

#[tokio::test(start_paused = true)]
async fn finish_writes_the_rest_of_a_cancelled_run() {
    let (sink, written) = Memory::new();
    let mut batcher = Batcher::new(Box::new(sink), limits(500, 250));
    let records = stream::iter((0..3).map(record)).chain(stream::pending());
    assert!(timeout(Duration::from_millis(100), batcher.run(records)).await.is_err());
    assert!(written.lock().is_empty());
    assert_eq!(batcher.finish().await.unwrap(), 3);
    assert_eq!(ids(&written), [0, 1, 2]);
}

#[tokio::test(start_paused = true)]
async fn cancelled_in_a_write_it_writes_the_batch_again() {
    let (mut sink, written) = Memory::new();
    sink.delay = Duration::from_secs(1);
    let mut batcher = Batcher::new(Box::new(sink), limits(2, 250));
    let mut records = stream::iter((0..5).map(record));
    assert!(timeout(Duration::from_millis(1500), batcher.run(&mut records)).await.is_err());
    assert_eq!(ids(&written), [0, 1]);
    batcher.run(&mut records).await.unwrap();
    assert_eq!(ids(&written), [0, 1, 2, 3, 4]);
}

#[tokio::test(start_paused = true)]
async fn collects_one_batch_while_another_is_written_and_no_more() {
    let (mut sink, written) = Memory::new();
    sink.delay = Duration::from_secs(1);
    let mut batcher = Batcher::new(Box::new(sink), limits(10, 250));
    let taken = Cell::new(0);
    let records = stream::iter((0..100).map(record)).inspect(|_| taken.set(taken.get() + 1));
    assert!(timeout(Duration::from_millis(500), batcher.run(records)).await.is_err());
    assert_eq!(taken.get(), 20);
    assert!(written.lock().is_empty());

    // So a slow source and a slow sink run concurrently: 10 records a second, and 1 s for each batch of 10.
    let (mut sink, written) = Memory::new();
    sink.delay = Duration::from_secs(1);
    let mut batcher = Batcher::new(Box::new(sink), limits(10, 10_000));
    let start = Instant::now();
    let records = stream::iter(0..50).then(|id| sleep(Duration::from_millis(100)).map(move |()| record(id)));
    batcher.run(records).await.unwrap();
    assert_eq!(start.elapsed(), Duration::from_secs(6));
    assert_eq!(written.lock().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn an_error_ends_the_run_at_once_and_keeps_the_batch() {
    let (mut sink, written) = Memory::new();
    sink.failures = 1;
    sink.delay = Duration::from_secs(1);
    let mut batcher = Batcher::new(Box::new(sink), limits(2, 250));
    let mut records = stream::iter((0..3).map(record)).chain(stream::pending());
    let start = Instant::now();
    assert!(matches!(batcher.run(&mut records).await, Err(SinkError::Closed)));
    assert_eq!(start.elapsed(), Duration::from_secs(1), "no further record is needed");
    assert_eq!(batcher.finish().await.unwrap(), 3);
    assert_eq!(ids(&written), [0, 1, 2]);
}
