use std::{
    cell::Cell,
    future::pending,
    num::NonZero,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures::{FutureExt as _, StreamExt as _, future::BoxFuture, stream};
use streamlings_pipeline::sinks::{Batcher, Ended, Keyed, Limits, Sink, SinkError};
use tokio::time::{Instant, interval, sleep, timeout};

use crate::number;

/// What a sink has got: when, since the start, and which records.
type Batches = Arc<Mutex<Vec<(u64, Vec<usize>)>>>;

/// Keeps what it gets. It takes its time, and refuses as many batches as it is told to.
#[derive(Debug)]
struct Memory {
    start: Instant,
    batches: Batches,
    takes: Duration,
    refuses: usize,
}

impl Memory {
    fn new() -> (Self, Batches) {
        let batches = Batches::default();
        (Self { start: Instant::now(), batches: Arc::clone(&batches), takes: Duration::ZERO, refuses: 0 }, batches)
    }
}

impl Sink for Memory {
    fn write<'a>(&'a mut self, batch: &'a [Keyed]) -> BoxFuture<'a, Result<(), SinkError>> {
        Box::pin(async move {
            let now = self.start.elapsed().as_millis() as u64;
            if !self.takes.is_zero() {
                sleep(self.takes).await;
            }
            if self.refuses > 0 {
                self.refuses -= 1;
                return Err(SinkError::Closed);
            }
            self.batches.lock().unwrap().push((now, batch.iter().map(|keyed| keyed.key.parse().unwrap()).collect()));
            Ok(())
        })
    }

    fn finish(self: Box<Self>) -> BoxFuture<'static, Result<(), SinkError>> {
        async { Ok(()) }.boxed()
    }
}

fn record(id: usize) -> Keyed {
    number(&id.to_string(), "name", 1)
}

fn limits(most: usize, longest: u64) -> Limits {
    Limits { most: NonZero::new(most).unwrap(), longest: Duration::from_millis(longest) }
}

fn ids(got: &Batches) -> Vec<usize> {
    got.lock().unwrap().iter().flat_map(|(_, ids)| ids.clone()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_full_batch_is_written_and_at_the_end_the_rest() {
    let (sink, got) = Memory::new();
    let mut batcher = Batcher::new(Box::new(sink), limits(500, 250));
    // On a task of its own, as a program may want it.
    let run = async move { (batcher.run(stream::iter((0..1200).map(record)), pending()).await, batcher) };
    let (ended, batcher) = tokio::spawn(run).await.unwrap();
    assert_eq!(ended.unwrap(), Ended::Stream);
    let lengths: Vec<_> = got.lock().unwrap().iter().map(|(at, batch)| (*at, batch.len())).collect();
    assert_eq!(lengths, [(0, 500), (0, 500), (0, 200)]);
    assert_eq!(ids(&got), (0..1200).collect::<Vec<_>>());
    assert_eq!(batcher.finish().await.unwrap(), 1200);
}

#[tokio::test(start_paused = true)]
async fn a_record_waits_no_longer_than_the_limit() {
    let (sink, got) = Memory::new();
    let mut batcher = Batcher::new(Box::new(sink), limits(500, 250));
    // One each 100 ms, beginning at 100 ms.
    let records = stream::iter(0..7).then(|id| sleep(Duration::from_millis(100)).map(move |()| record(id)));
    batcher.run(records, pending()).await.unwrap();
    assert_eq!(*got.lock().unwrap(), [(350, vec![0, 1, 2]), (650, vec![3, 4, 5]), (700, vec![6])]);
}

#[tokio::test(start_paused = true)]
async fn without_records_nothing_is_written() {
    let (sink, got) = Memory::new();
    let mut batcher = Batcher::new(Box::new(sink), Limits::default());
    let silence = timeout(Duration::from_secs(3600), batcher.run(stream::pending(), pending())).await;
    assert!(silence.is_err());
    assert_eq!(batcher.run(stream::empty(), pending()).await.unwrap(), Ended::Stream);
    assert_eq!(batcher.finish().await.unwrap(), 0);
    assert!(got.lock().unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_writes_what_was_taken_and_takes_no_more() {
    let (sink, got) = Memory::new();
    let mut batcher = Batcher::new(Box::new(sink), limits(500, 250));
    let taken = Cell::new(0);
    let records = stream::iter((0..).map(record)).then(|record| {
        taken.set(taken.get() + 1);
        sleep(Duration::from_millis(10)).map(|()| record)
    });
    let ended = batcher.run(records, sleep(Duration::from_millis(35))).await.unwrap();
    assert_eq!(ended, Ended::Shutdown);
    assert_eq!(*got.lock().unwrap(), [(35, vec![0, 1, 2])]);
    assert_eq!(taken.get(), 4, "the fourth was on its way");
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_comes_through_a_stream_that_is_always_ready() {
    let (sink, got) = Memory::new();
    let mut batcher = Batcher::new(Box::new(sink), limits(10, 250));
    let seen = Cell::new(0);
    let records = stream::iter((0..).map(record)).inspect(|_| seen.set(seen.get() + 1));
    let shutdown =
        std::future::poll_fn(|_| if seen.get() == 25 { std::task::Poll::Ready(()) } else { std::task::Poll::Pending });
    assert_eq!(batcher.run(records, shutdown).await.unwrap(), Ended::Shutdown);
    assert_eq!(ids(&got), (0..25).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn cancelled_between_batches_it_loses_nothing_and_writes_nothing_twice() {
    for cut in 1..120 {
        let (sink, got) = Memory::new();
        let mut batcher = Batcher::new(Box::new(sink), limits(3, 50));
        let mut ticks = interval(Duration::from_millis(7));
        let mut records = Box::pin(
            stream::iter(0..40)
                .map(record)
                .zip(stream::poll_fn(move |context| ticks.poll_tick(context).map(Some)))
                .map(|(record, _)| record),
        );
        while timeout(Duration::from_millis(cut), batcher.run(&mut records, pending())).await.is_err() {}
        assert_eq!(batcher.finish().await.unwrap(), 40);
        assert_eq!(ids(&got), (0..40).collect::<Vec<_>>(), "cancelled each {cut} ms");
    }
}

#[tokio::test(start_paused = true)]
async fn finish_writes_what_a_cancelled_run_has_left() {
    let (sink, got) = Memory::new();
    let mut batcher = Batcher::new(Box::new(sink), limits(500, 250));
    let records = stream::iter((0..3).map(record)).chain(stream::pending());
    assert!(timeout(Duration::from_millis(100), batcher.run(records, pending())).await.is_err());
    assert!(got.lock().unwrap().is_empty());
    assert_eq!(batcher.finish().await.unwrap(), 3);
    assert_eq!(ids(&got), [0, 1, 2]);
}

#[tokio::test(start_paused = true)]
async fn cancelled_in_a_write_it_writes_the_batch_again() {
    let (mut sink, got) = Memory::new();
    sink.takes = Duration::from_secs(1);
    let mut batcher = Batcher::new(Box::new(sink), limits(2, 250));
    let mut records = stream::iter((0..5).map(record));
    assert!(timeout(Duration::from_millis(1500), batcher.run(&mut records, pending())).await.is_err());
    assert_eq!(batcher.written(), 2);
    batcher.run(&mut records, pending()).await.unwrap();
    assert_eq!(ids(&got), [0, 1, 2, 3, 4]);
}

#[tokio::test(start_paused = true)]
async fn gathers_one_batch_while_another_is_written_and_no_more() {
    let (mut sink, got) = Memory::new();
    sink.takes = Duration::from_secs(1);
    let mut batcher = Batcher::new(Box::new(sink), limits(10, 250));
    let taken = Cell::new(0);
    let records = stream::iter((0..100).map(record)).inspect(|_| taken.set(taken.get() + 1));
    assert!(timeout(Duration::from_millis(500), batcher.run(records, pending())).await.is_err());
    assert_eq!(taken.get(), 20);
    assert!(got.lock().unwrap().is_empty());

    // So the time of a slow source and that of a slow sink are not added up: 10 records a second, 1 s a batch of 10.
    let (mut sink, got) = Memory::new();
    sink.takes = Duration::from_secs(1);
    let mut batcher = Batcher::new(Box::new(sink), limits(10, 10_000));
    let start = Instant::now();
    let records = stream::iter(0..50).then(|id| sleep(Duration::from_millis(100)).map(move |()| record(id)));
    batcher.run(records, pending()).await.unwrap();
    assert_eq!(start.elapsed(), Duration::from_secs(6));
    assert_eq!(got.lock().unwrap().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn an_error_ends_the_run_at_once_and_the_batch_is_kept() {
    let (mut sink, got) = Memory::new();
    sink.refuses = 1;
    sink.takes = Duration::from_secs(1);
    let mut batcher = Batcher::new(Box::new(sink), limits(2, 250));
    let mut records = stream::iter((0..3).map(record)).chain(stream::pending());
    let start = Instant::now();
    assert!(matches!(batcher.run(&mut records, pending()).await, Err(SinkError::Closed)));
    assert_eq!(start.elapsed(), Duration::from_secs(1), "although no further record comes");
    assert_eq!(batcher.finish().await.unwrap(), 3);
    assert_eq!(ids(&got), [0, 1, 2]);
}
