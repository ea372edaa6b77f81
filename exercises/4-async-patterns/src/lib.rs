//! Chapter 4: tasks, panics, cancellation, blocking work, locks and shutdown.
//!
//! Replace each `todo!` by your own code. The comment above a function is its contract: everything that it must do.
//!
//! Cancelling a future means dropping it. Nothing happens before a future is polled for the first time, and nothing of it
//! happens after it was dropped, but for what it handed to tasks and threads.

mod types;

use std::any::Any;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures::{FutureExt as _, Stream, StreamExt as _, stream};
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::runtime::Handle;
use tokio::select;
use tokio::sync::Mutex;
use tokio::task::{JoinError, JoinHandle, JoinSet, spawn_blocking};
use tokio::time::{Instant, interval_at, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
pub use types::{Beats, End, Outcome, Pool, Received, Served, TransferError};

/// Runs all jobs at the same time, each on a tokio task of its own, and returns their outcomes when all have ended.
///
/// - There is one outcome for each job, in the order of the jobs, whichever ends first. Any number of jobs is possible,
///   none too.
/// - A job that panics is `Panicked` with the message of its panic: the text, if the payload is a `&'static str` or a
///   `String`, and `"unknown panic"` for any other payload. No other job notices.
/// - Dropping the future aborts every job that has not ended: it is not polled again.
pub async fn run_all<T>(jobs: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>) -> Vec<Outcome<T>>
where
    T: Send + 'static,
{
    todo!("spawn each job, and await the tasks")
}

/// Runs `work` and returns its result, unless the token is cancelled before: then it drops the work, awaits the cleanup,
/// and returns `None`.
///
/// - A result that is ready wins: if the work ends at the moment of the cancellation, its result is returned.
/// - With a token that is cancelled before the first poll, the work is never polled.
/// - The work is dropped before `cleanup` is called. The cleanup is awaited to its end, however long that takes.
/// - After a result, `cleanup` is not called. Whether the token is cancelled later plays no part.
/// - A panic, of the work or of the cleanup, goes on to the caller, and the cleanup is not called for it.
/// - Dropping the future drops the work or the cleanup, where it is, and calls nothing.
pub async fn cancellable<T>(
    token: &CancellationToken,
    work: impl Future<Output = T>,
    cleanup: impl AsyncFnOnce(),
) -> Option<T> {
    todo!("run the work until the token is cancelled")
}

/// Acquires a resource of the pool, awaits `use_it` with it, releases it, and returns the result: `async with` in Rust.
///
/// - The resource is released exactly once, after `use_it` has ended or was dropped.
/// - After a success, an error and a panic of the future of `use_it`, the release is awaited. Then the result is returned, or
///   the panic goes on to the caller.
/// - There is no async drop: if this future is dropped while `use_it` is under way, the release runs on a task of the runtime
///   in which the resource was acquired, and nobody awaits it. That holds wherever the future is dropped, also on a thread
///   outside of the runtime.
/// - A release that has begun comes to its end, also if the future is dropped meanwhile.
/// - If the future is dropped before it has a resource, it drops what waits for one, and nothing is released.
///
/// # Errors
///
/// The error of `acquire`, in which case `use_it` is not called and nothing is released, or that of `use_it`.
pub async fn with_resource<P: Pool, T>(
    pool: &Arc<P>,
    use_it: impl AsyncFnOnce(&mut P::Resource) -> Result<T, P::Error>,
) -> Result<T, P::Error> {
    todo!("acquire, use and release, whatever happens")
}

/// Computes the digest of each input on threads that may block, so that the async threads stay free for other tasks.
///
/// - It returns one digest for each input, in the order of the inputs.
/// - At most `workers` digests are computed at the same time. While inputs are left, there are as many, up to the 512 threads
///   that tokio has for blocking work: the next one begins as soon as any of them ends. `workers` may be any number, up to
///   the largest.
/// - A panic of `digest` goes on to the caller. After that no other digest begins.
/// - A computation cannot be aborted. If the future is dropped, those under way go on to their end, and no other begins.
pub async fn digest_all(
    inputs: Vec<Vec<u8>>,
    workers: NonZeroUsize,
    digest: impl Fn(&[u8]) -> u64 + Send + Sync + 'static,
) -> Vec<u64> {
    todo!("compute the digests on blocking threads")
}

/// Reads lines until the reader ends or fails, or the token is cancelled, and calls `progress` once a second.
///
/// - A line ends with `\n` or `\r\n`, which is not part of it. Bytes that are not UTF-8 become `U+FFFD`.
/// - Nothing else is taken off or left out, and any error of the reader but `Interrupted` ends it.
/// - No byte is lost, however it ends: what was read after the last whole line is the rest, as it came. A last line without an
///   end is such a rest.
/// - Once the token is cancelled, it reads nothing more, and returns at once. With a token that is cancelled before the first
///   poll, it reads nothing.
/// - `progress` is called with the number of whole lines so far, at each whole second since the first poll, in which the reader
///   has neither ended nor failed: whether lines come all the time or not at all.
/// - Dropping the future drops the reader, and what was read is gone.
pub async fn read_lines(
    reader: impl AsyncRead,
    token: &CancellationToken,
    mut progress: impl FnMut(usize),
) -> Received {
    todo!("read, count the seconds, and watch the token")
}

/// Moves an amount from one account to another, if `approve` says so.
///
/// - It locks both accounts, and no other, until it is done. So nobody sees one of them changed without the other, and
///   transfers between other accounts go on meanwhile.
/// - Any transfers can run at the same time, in any directions: none waits for ever.
/// - `approve` is called once, when both accounts are locked and the transfer is possible. It may take long.
/// - Dropping the future at any moment moves nothing, and leaves no account locked. So does a panic of `approve`, which goes on
///   to the caller.
/// - The future is `Send` if that of `approve` is.
///
/// # Errors
///
/// The first of these that applies, and then nothing has changed: `UnknownAccount` for `from` and then for `to`;
/// `SameAccount`; `Insufficient` with the balance of `from`; `Overflow` if `to` would hold more than a `u64`; `Refused`, if
/// `approve` returns false. `UnknownAccount` and `SameAccount` don't wait for a lock.
pub async fn transfer(
    accounts: &[Mutex<u64>],
    from: usize,
    to: usize,
    amount: u64,
    approve: impl AsyncFnOnce() -> bool,
) -> Result<(), TransferError> {
    todo!("lock both accounts, ask, and move the money")
}

/// Runs all children at the same time, each on a tokio task of its own, and returns their results: structured concurrency.
///
/// - If all succeed, it returns their values, in the order of the children. Without any child, an empty list.
/// - At the first error it aborts the other children: none of them is polled again.
/// - No child outlives the call: whatever it returns, all children have ended, and those that were aborted have been
///   dropped.
/// - A child that panics ends the others in the same way, and then its panic goes on to the caller.
/// - Dropping the future aborts all children.
///
/// # Errors
///
/// The error that came first, of errors at the same moment any one.
pub async fn all_or_first_error<T, E>(
    children: impl IntoIterator<Item = impl Future<Output = Result<T, E>> + Send + 'static>,
) -> Result<Vec<T>, E>
where
    T: Send + 'static,
    E: Send + 'static,
{
    todo!("run all children, and end them at the first error")
}

/// Accepts requests and handles them, all at the same time, each on a tokio task of its own, until the shutdown.
///
/// - A request is handled as soon as it comes. A handler whose future panics takes nothing else with it. A panic of the call
///   that makes the future goes on to the caller.
/// - It keeps nothing of a request that has ended, so it can serve any number of them.
/// - Once `shutdown` is cancelled, it accepts no other request: it polls `requests` no more. What is under way may go on for
///   `grace`. Then it aborts the rest, and returns when that has been dropped. If all is done before, it returns at once.
/// - If the requests end, it waits until all are handled, without a limit, but a shutdown still ends that.
/// - It returns how many of the requests that it accepted were handled to the end, panicked, and were aborted.
/// - `grace` may be zero, and as long as `Duration::MAX`.
/// - Dropping the future aborts all handlers.
pub async fn serve_until<R, H>(
    requests: impl Stream<Item = R>,
    shutdown: &CancellationToken,
    grace: Duration,
    handler: impl Fn(R) -> H,
) -> Served
where
    H: Future<Output = ()> + Send + 'static,
{
    todo!("accept requests until the shutdown")
}

/// Runs a job at once and then at each multiple of `period` since the first poll, until the token is cancelled.
///
/// - There is never more than one run. A time that comes while a run is under way is skipped: the next run begins at the first
///   multiple of `period` after that. A run that ends exactly at such a time is not too long.
/// - If the token is cancelled between two runs, it returns at once. A run that has begun comes to its end first. With a
///   token that is cancelled before the first poll, there is no run.
/// - It returns how often the job ran, and how many times were skipped.
/// - `period` may be as long as `Duration::MAX`.
/// - Dropping the future drops the run, where it is.
///
/// # Panics
///
/// If `period` is less than a millisecond, which is as exact as tokio's timers are.
pub async fn run_every(period: Duration, token: &CancellationToken, mut job: impl AsyncFnMut()) -> Beats {
    todo!("run the job at each multiple of the period")
}

/// Runs `work` on a thread that may block, and returns its result. `work` gets a token, which is cancelled when nobody waits
/// for the result any more.
///
/// - A thread cannot be aborted. Dropping the future cancels the token, and it is up to `work` to look at it from time to
///   time, by `is_cancelled`, and to return. Its result is dropped then.
/// - While the future is not dropped, the token is not cancelled, however long the work takes.
/// - The async threads stay free for other tasks meanwhile.
/// - A panic of `work` goes on to the caller.
pub async fn stoppable<T: Send + 'static>(work: impl FnOnce(&CancellationToken) -> T + Send + 'static) -> T {
    todo!("run the work on a blocking thread, with a token")
}
