//! Fails: mapped::gives_each_call_a_task_of_its_own
//! Says: a task that polls several
//! One task polls all calls, in a `FuturesUnordered`.

pub use solution::*;

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::pin::Pin;
use std::sync::Arc;

use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, Stream, StreamExt as _};
use tokio::sync::{mpsc, oneshot};
use tokio_util::task::AbortOnDropHandle;

type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

pub fn mapped<T, F>(
    input: impl Stream<Item = T>,
    limit: NonZeroUsize,
    mut f: impl FnMut(T) -> F,
) -> impl Stream<Item = F::Output>
where
    F: Future<Output: Send + 'static> + Send + 'static,
{
    let (to_worker, mut jobs) = mpsc::unbounded_channel::<Job>();
    let worker = Arc::new(AbortOnDropHandle::new(tokio::spawn(async move {
        let mut running = FuturesUnordered::new();
        loop {
            tokio::select! {
                job = jobs.recv() => match job {
                    Some(job) => running.push(job),
                    None => break,
                },
                Some(()) = running.next() => {}
            }
        }
    })));
    input
        .map(move |item| {
            let (done, result) = oneshot::channel();
            let call = AssertUnwindSafe(f(item)).catch_unwind();
            let job = call.map(|result| {
                let _ = done.send(result);
            });
            let _ = to_worker.send(Box::pin(job));
            result
        })
        .buffered(limit.get())
        .map(move |result| {
            let _alive = &worker;
            match result.expect("the worker lives as long as the stream") {
                Ok(result) => result,
                Err(panic) => resume_unwind(panic),
            }
        })
}
