//! Steps that are slow, that fail, and that count.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use data_flow::step::Async;
use data_flow::{Flow, step};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use tokio::time::sleep;

/// The error of a step in these tests.
#[derive(Debug, thiserror::Error, PartialEq)]
#[error("{0}")]
pub(crate) struct Bad(pub(crate) &'static str);

pub(crate) fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Returns a step that takes a time and hands on its input.
#[allow(clippy::type_complexity)]
pub(crate) fn wait<T: Send + 'static>(
    millis: u64,
) -> Flow<T, T, Async<impl Fn(T) -> BoxFuture<'static, Result<T, Bad>> + Send + Sync>> {
    step(move |input: T| {
        let waits = async move {
            sleep(ms(millis)).await;
            Ok(input)
        };
        waits.boxed()
    })
}

/// Counts starts, ends and drops of a step.
#[derive(Clone, Default)]
pub(crate) struct Counts {
    pub(crate) started: Arc<AtomicUsize>,
    pub(crate) ended: Arc<AtomicUsize>,
    pub(crate) dropped: Arc<AtomicUsize>,
}

pub(crate) fn get(count: &AtomicUsize) -> usize {
    count.load(Ordering::SeqCst)
}

/// Counts its drop.
pub(crate) struct CountDrop(pub(crate) Arc<AtomicUsize>);

impl Drop for CountDrop {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Counts {
    /// Counts a start, waits, and counts the end.
    pub(crate) async fn work(self, millis: u64) {
        self.started.fetch_add(1, Ordering::SeqCst);
        let _dropped = CountDrop(self.dropped);
        sleep(ms(millis)).await;
        self.ended.fetch_add(1, Ordering::SeqCst);
    }
}
