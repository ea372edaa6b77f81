//! Chapter 4: tasks, panics, cancellation, blocking work, locks and shutdown.
//!
//! Cancelling a future means dropping it. Nothing happens before a future is polled for the first time, and nothing of it
//! happens after it was dropped, but for what it handed to tasks and threads. What a timer begins may be up to a millisecond
//! late, because that is the resolution of tokio's timers.

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
// ANCHOR: run_all
pub async fn run_all<T>(jobs: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>) -> Vec<Outcome<T>>
where
    T: Send + 'static,
{
    // A `JoinHandle` by itself would let its task go on when it is dropped.
    let tasks: Vec<_> = jobs.into_iter().map(|job| AbortOnDropHandle::new(tokio::spawn(job))).collect();
    let mut outcomes = Vec::with_capacity(tasks.len());
    for task in tasks {
        outcomes.push(match task.await {
            Ok(output) => Outcome::Done(output),
            Err(error) => Outcome::Panicked(message(&*error.into_panic())),
        });
    }
    outcomes
}

/// Returns the text of a panic. `panic!("text")` has a `&'static str`, and `panic!("{number}")` a `String`.
fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("unknown panic").to_owned()
}
// ANCHOR_END: run_all

/// Runs `work` and returns its result, unless the token is cancelled before: then it drops the work, awaits the cleanup,
/// and returns `None`.
///
/// - A result that is ready wins: if the work ends at the moment of the cancellation, its result is returned.
/// - With a token that is cancelled before the first poll, the work is never polled.
/// - The work is dropped before `cleanup` is called. The cleanup is awaited to its end, however long that takes.
/// - After a result, `cleanup` is not called. Whether the token is cancelled later plays no part.
/// - A panic, of the work or of the cleanup, goes on to the caller, and the cleanup is not called for it.
/// - Dropping the future drops the work or the cleanup, where it is, and calls nothing.
// ANCHOR: cancellable
pub async fn cancellable<T>(
    token: &CancellationToken,
    work: impl Future<Output = T>,
    cleanup: impl AsyncFnOnce(),
) -> Option<T> {
    // It polls the work first, unless the token is cancelled already, and drops the work when it is done.
    let result = token.run_until_cancelled(work).await;
    if result.is_none() {
        cleanup().await;
    }
    result
}
// ANCHOR_END: cancellable

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
// ANCHOR: with_resource
pub async fn with_resource<P: Pool, T>(
    pool: &Arc<P>,
    use_it: impl AsyncFnOnce(&mut P::Resource) -> Result<T, P::Error>,
) -> Result<T, P::Error> {
    let mut lease = Lease { resource: Some(pool.acquire().await?), pool: Arc::clone(pool), runtime: Handle::current() };
    let result = match &mut lease.resource {
        // The call is in the block, too: it may panic before it returns a future.
        Some(resource) => AssertUnwindSafe(async { use_it(resource).await }).catch_unwind().await,
        None => unreachable!("it is released below"),
    };
    if let Some(release) = lease.release() {
        finished(release.await);
    }
    result.unwrap_or_else(|panic| resume_unwind(panic))
}

/// A resource that is released when this is dropped.
struct Lease<P: Pool> {
    pool: Arc<P>,
    resource: Option<P::Resource>,
    runtime: Handle,
}

impl<P: Pool> Lease<P> {
    /// Begins the release, on a task that nothing can drop half-way.
    fn release(&mut self) -> Option<JoinHandle<()>> {
        let (resource, pool) = (self.resource.take()?, Arc::clone(&self.pool));
        Some(self.runtime.spawn(async move { pool.release(resource).await }))
    }
}

impl<P: Pool> Drop for Lease<P> {
    fn drop(&mut self) {
        self.release();
    }
}

/// Returns the output of a task that nobody aborts, or lets its panic go on.
fn finished<T>(result: Result<T, JoinError>) -> T {
    result.unwrap_or_else(|error| resume_unwind(error.into_panic()))
}
// ANCHOR_END: with_resource

/// Computes the digest of each input on threads that may block, so that the async threads stay free for other tasks.
///
/// - It returns one digest for each input, in the order of the inputs.
/// - At most `workers` digests are computed at the same time. While inputs are left, there are as many, up to the 512 threads
///   that tokio has for blocking work: the next one begins as soon as any of them ends. `workers` may be any number, up to
///   the largest.
/// - A panic of `digest` goes on to the caller. After that no other digest begins.
/// - A computation cannot be aborted. If the future is dropped, those under way go on to their end, and no other begins.
// ANCHOR: digest_all
pub async fn digest_all(
    inputs: Vec<Vec<u8>>,
    workers: NonZeroUsize,
    digest: impl Fn(&[u8]) -> u64 + Send + Sync + 'static,
) -> Vec<u64> {
    let digest = Arc::new(digest);
    let compute = async |(index, input): (usize, Vec<u8>)| {
        let digest = Arc::clone(&digest);
        (index, finished(spawn_blocking(move || digest(&input)).await))
    };
    // Not `buffered`: behind a slow digest, its results would wait, and keep the places of others.
    let digests = stream::iter(inputs).enumerate().map(compute).buffer_unordered(workers.get());
    let mut digests: Vec<(usize, u64)> = digests.collect().await;
    digests.sort_unstable_by_key(|(index, _)| *index);
    digests.into_iter().map(|(_, digest)| digest).collect()
}
// ANCHOR_END: digest_all

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
// ANCHOR: read_lines
pub async fn read_lines(
    reader: impl AsyncRead,
    token: &CancellationToken,
    mut progress: impl FnMut(usize),
) -> Received {
    const SECOND: Duration = Duration::from_secs(1);
    let (mut lines, mut rest) = (Vec::new(), Vec::new());
    let mut reader = pin!(reader);
    // All that must outlive a turn of the loop is made before it: `select!` drops the branches that lose.
    let mut seconds = interval_at(Instant::now() + SECOND, SECOND);
    let end = loop {
        select! {
            biased;
            () = token.cancelled() => break End::Cancelled,
            _ = seconds.tick() => progress(lines.len()),
            // If this branch loses, it has read nothing.
            read = reader.read_buf(&mut rest) => match read {
                Ok(0) => break End::Eof,
                Ok(_) => take_lines(&mut rest, &mut lines),
                Err(error) => break End::Failed(error),
            },
        }
    };
    Received { lines, rest, end }
}

/// Moves the whole lines from the bytes to the lines.
fn take_lines(bytes: &mut Vec<u8>, lines: &mut Vec<String>) {
    let Some(end) = bytes.iter().rposition(|byte| *byte == b'\n') else { return };
    let whole: Vec<u8> = bytes.drain(..=end).collect();
    for line in whole[..end].split(|byte| *byte == b'\n') {
        lines.push(String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(line)).into_owned());
    }
}
// ANCHOR_END: read_lines

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
// ANCHOR: transfer
pub async fn transfer(
    accounts: &[Mutex<u64>],
    from: usize,
    to: usize,
    amount: u64,
    approve: impl AsyncFnOnce() -> bool,
) -> Result<(), TransferError> {
    if let Some(unknown) = [from, to].into_iter().find(|index| *index >= accounts.len()) {
        return Err(TransferError::UnknownAccount(unknown));
    }
    if from == to {
        return Err(TransferError::SameAccount(from));
    }
    // All lock in one order, so no circle of transfers can wait for itself.
    let mut lower = accounts[from.min(to)].lock().await;
    let mut higher = accounts[from.max(to)].lock().await;
    let (source, target) = if from < to { (&mut lower, &mut higher) } else { (&mut higher, &mut lower) };

    let left = source.checked_sub(amount).ok_or(TransferError::Insufficient(**source))?;
    let sum = target.checked_add(amount).ok_or(TransferError::Overflow)?;
    if !approve().await {
        return Err(TransferError::Refused);
    }
    // No `.await` from here on: a future can only be dropped where it waits.
    (**source, **target) = (left, sum);
    Ok(())
}
// ANCHOR_END: transfer

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
// ANCHOR: all_or_first_error
pub async fn all_or_first_error<T, E>(
    children: impl IntoIterator<Item = impl Future<Output = Result<T, E>> + Send + 'static>,
) -> Result<Vec<T>, E>
where
    T: Send + 'static,
    E: Send + 'static,
{
    let mut tasks = JoinSet::new();
    for (index, child) in children.into_iter().enumerate() {
        tasks.spawn(async move { (index, child.await) });
    }
    let mut values = Vec::with_capacity(tasks.len());
    while let Some(ended) = tasks.join_next().await {
        match ended {
            Ok((index, Ok(value))) => values.push((index, value)),
            // Dropping the set would abort its tasks as well, but not wait until they have ended.
            Ok((_, Err(error))) => {
                tasks.shutdown().await;
                return Err(error);
            }
            Err(error) => {
                tasks.shutdown().await;
                resume_unwind(error.into_panic());
            }
        }
    }
    values.sort_unstable_by_key(|(index, _)| *index);
    Ok(values.into_iter().map(|(_, value)| value).collect())
}
// ANCHOR_END: all_or_first_error

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
// ANCHOR: serve_until
pub async fn serve_until<R, H>(
    requests: impl Stream<Item = R>,
    shutdown: &CancellationToken,
    grace: Duration,
    handler: impl Fn(R) -> H,
) -> Served
where
    H: Future<Output = ()> + Send + 'static,
{
    let (mut tasks, mut served) = (JoinSet::new(), Served::default());
    let mut requests = pin!(requests);
    let mut is_accepting = true;
    while is_accepting || !tasks.is_empty() {
        select! {
            biased;
            () = shutdown.cancelled() => break,
            // A set keeps what has ended until somebody asks.
            Some(ended) = tasks.join_next() => served.add(&ended),
            request = requests.next(), if is_accepting => match request {
                Some(request) => drop(tasks.spawn(handler(request))),
                None => is_accepting = false,
            },
        }
    }
    let rest = async {
        while let Some(ended) = tasks.join_next().await {
            served.add(&ended);
        }
    };
    // An error means that the time is over, and the next lines are for that.
    let _ = timeout(grace, rest).await;
    tasks.abort_all();
    while let Some(ended) = tasks.join_next().await {
        served.add(&ended);
    }
    served
}

impl Served {
    /// Counts a handler that has ended.
    fn add(&mut self, ended: &Result<(), JoinError>) {
        match ended {
            Ok(()) => self.finished += 1,
            Err(error) if error.is_panic() => self.panicked += 1,
            Err(_) => self.aborted += 1,
        }
    }
}
// ANCHOR_END: serve_until

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
// ANCHOR: run_every
pub async fn run_every(period: Duration, token: &CancellationToken, mut job: impl AsyncFnMut()) -> Beats {
    assert!(period >= Duration::from_millis(1), "a period of {period:?} is too short");
    let (start, mut beats, mut due) = (Instant::now(), Beats::default(), Duration::ZERO);
    while token.run_until_cancelled(sleep(due.saturating_sub(start.elapsed()))).await.is_some() {
        job().await;
        beats.ran += 1;
        due = due.saturating_add(period);
        // An `Interval` would run at once if it is late, and then go on as its `MissedTickBehavior` says.
        let late = start.elapsed().saturating_sub(due).as_nanos().div_ceil(period.as_nanos());
        due += Duration::from_nanos(u64::try_from(late * period.as_nanos()).unwrap_or(u64::MAX));
        beats.skipped += usize::try_from(late).unwrap_or(usize::MAX);
    }
    beats
}
// ANCHOR_END: run_every

/// Runs `work` on a thread that may block, and returns its result. `work` gets a token, which is cancelled when nobody waits
/// for the result any more.
///
/// - A thread cannot be aborted. Dropping the future cancels the token, and it is up to `work` to look at it from time to
///   time, by `is_cancelled`, and to return. Its result is dropped then.
/// - While the future is not dropped, the token is not cancelled, however long the work takes.
/// - The async threads stay free for other tasks meanwhile.
/// - A panic of `work` goes on to the caller.
// ANCHOR: stoppable
pub async fn stoppable<T: Send + 'static>(work: impl FnOnce(&CancellationToken) -> T + Send + 'static) -> T {
    let token = CancellationToken::new();
    // Dropped with this future, and after the work is done.
    let _guard = token.clone().drop_guard();
    finished(spawn_blocking(move || work(&token)).await)
}
// ANCHOR_END: stoppable
