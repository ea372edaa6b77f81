//! Chapter 5: backpressure. The slowest part of a pipeline sets the pace of all the others, and nothing piles up between
//! them.
//!
//! No stream here is polled again after its end. Unless a contract says otherwise, nothing is pulled before the first
//! poll, and dropping a stream drops its input and all that it holds.
//!
//! Replace each `todo!` and each empty stream with your own code. The comment above a function is its whole contract:
//! everything that it must do.

mod types;

use std::collections::{HashSet, VecDeque};
use std::hash::Hash;
use std::num::{NonZeroU32, NonZeroUsize};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use async_stream::stream;
use futures::{Sink, SinkExt as _, Stream, StreamExt as _, future, stream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::{JoinSet, consume_budget};
use tokio::time::{Instant, Sleep, interval, sleep, sleep_until};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
pub use types::Reading;

/// Passes each input through `first` and what comes out through `second`, and yields the results in the order of the
/// inputs.
///
/// - Each stage works on one item at a time, and both stages work at the same time: on five items that take a second in
///   each stage, six seconds and not ten. An input is pulled when `first` is ready for it.
/// - Each stage is a task of its own, so it goes on while the consumer is busy, up to a limit: of the inputs that have been
///   pulled, at least `capacity` and at most `capacity + 3` are not yielded yet. (They are `capacity` between the stages, one
///   in each stage, and one that is ready for the consumer.)
/// - `capacity` may be any number, up to the largest, and takes no memory before there are items.
/// - If a stage (its call or its future) or the input panics, the results before it are yielded, and then the stream panics with the same payload.
/// - When the stream is dropped, both stages end at their next `await`, with what they have in hand.
pub fn two_stages<T, U, V, F, S>(
    inputs: impl Stream<Item = T> + Send + 'static,
    first: impl FnMut(T) -> F + Send + 'static,
    second: impl FnMut(U) -> S + Send + 'static,
    capacity: NonZeroUsize,
) -> impl Stream<Item = V>
where
    F: Future<Output = U> + Send + 'static,
    S: Future<Output = V> + Send + 'static,
    T: Send + 'static,
    U: Send + 'static,
    V: Send + 'static,
{
    // Replace this: two tasks, with a bounded channel between them.
    stream::empty()
}

/// Gathers the items into batches: a batch is yielded when it has `max_len` items, when `max_wait` has passed since its first
/// item came, or when the input ends.
///
/// - Items stay in their order, none is lost, and no batch is empty. An item that comes just when the wait ends may be in
///   this batch or in the next one.
/// - Only the first item of a batch begins the wait; the others do not prolong it. The time counts even while nobody polls,
///   and while the input always has another item.
/// - A full batch is yielded at once, and nothing is pulled for the next one before the consumer asks for it.
/// - `max_wait` may be zero: a batch waits for no second item, but may have items that are there already. It may be as long
///   as `Duration::MAX`: then only a full batch or the end counts.
/// - `max_len` may be any number, up to the largest, and takes no memory before there are items.
/// - Whoever stops waiting for a batch, as `timeout` does, loses nothing: its items are still there for the next call.
pub fn batches<T>(
    input: impl Stream<Item = T>,
    max_len: NonZeroUsize,
    max_wait: Duration,
) -> impl Stream<Item = Vec<T>> {
    // Replace this: gather the items until the batch is full or its time is over.
    stream::empty()
}

/// Merges the streams into one, which yields each item as soon as it is there.
///
/// - The items of each stream stay in their order.
/// - No stream is starved: an item that is ready waits for at most one item of each other stream, however many those have
///   ready.
/// - It takes an item from a stream only to yield it.
/// - It ends when all streams have ended; without any, at once. A stream that has ended is not polled again.
pub fn merged<T>(streams: impl IntoIterator<Item = impl Stream<Item = T>>) -> impl Stream<Item = T> {
    // Replace this: take from whichever stream has an item.
    stream::empty()
}

/// Yields the good records, sends the errors of the bad ones to `dead_letters`, and goes on after them.
///
/// - Both keep their order, and none is lost.
/// - An error for which `dead_letters` has no room waits, however long, and nothing is pulled meanwhile: who handles the errors
///   sets the pace, too.
/// - If nobody receives dead letters any more, an error that cannot be sent is yielded, as an `Err` in its place, and it
///   goes on.
/// - When the stream ends, it drops its `Sender` at once, even if it is not dropped itself: only then the receiver comes to
///   its end.
pub fn recovered<T, E>(
    input: impl Stream<Item = Result<T, E>>,
    dead_letters: mpsc::Sender<E>,
) -> impl Stream<Item = Result<T, E>> {
    // Replace this: yield the good records, and send the errors.
    stream::empty()
}

/// Yields the mean of the active readings of each tumbling window: windows of equal length, one after the other, without a
/// gap. A window without an active reading yields `None`.
///
/// - The first window begins at the first poll. A window yields when it is over, and the windows do not drift: window `n`
///   (the first one is 1) ends `n` times `window` after the first poll, however late the consumer asks.
/// - A reading belongs to the window in which it is pulled. What a window that is over has is yielded before the next
///   reading is pulled. If the consumer asks so late that several windows are over, they come one after the other, at
///   once.
/// - When the readings end, the last window yields its mean at once if it has an active reading, and the stream ends.
/// - `window` is a millisecond or more, up to `Duration::MAX`, which is never over.
/// - Values are finite, and their absolute values are at most 1e100. The mean is off by less than a billionth of the largest
///   absolute value. No window keeps its readings: a million need no more memory than ten.
pub fn window_means(readings: impl Stream<Item = Reading>, window: Duration) -> impl Stream<Item = Option<f64>> {
    // Replace this: add up the active readings until the window is over.
    stream::empty()
}

/// Yields the items of the input no faster than a token bucket allows: each item takes a token out of a bucket.
///
/// - The bucket has `burst` tokens at the first poll, and never more than that. It gets `per_second` tokens a second, one
///   after the other at equal distances. So in any time, not more than `burst` items and `per_second` for each second are
///   yielded.
/// - It pulls an item when it is asked for one, and yields it as soon as there is a token. There is never more than this
///   one item in hand. The end of the input needs no token.
/// - An item is at most two milliseconds late, because tokio's timers have a resolution of one. This does not add up: its
///   token counts as taken when it was due, so the next items are not later for it.
/// - `per_second` and `burst` may be any numbers, up to the largest.
pub fn rate_limited<T>(
    input: impl Stream<Item = T>,
    per_second: NonZeroU32,
    burst: NonZeroU32,
) -> impl Stream<Item = T> {
    // Replace this: yield each item when there is a token for it.
    stream::empty()
}

/// Sends the items of the input to the sink until the input ends or the token is cancelled, closes the sink, and returns the
/// number of items.
///
/// - After the cancellation it pulls no more: not even an item that is ready at that moment. What was pulled before is
///   delivered, however long the sink takes. A token that is cancelled before the first poll means that nothing is pulled.
/// - While the input waits, nothing stays in the sink's buffer: all that was pulled has been flushed. A slow sink slows it
///   down: it never has more than one item in hand.
/// - It closes the sink after the last item and before it returns.
/// - An input and a sink that are always ready do not keep others from the thread: from time to time it lets them run.
/// - Dropping the future drops the input, the sink and the item in hand.
///
/// # Errors
///
/// Returns the first error of the sink at once, without closing it, and pulls no more.
pub async fn drained<T, E>(
    input: impl Stream<Item = T>,
    token: CancellationToken,
    sink: impl Sink<T, Error = E>,
) -> Result<u64, E> {
    todo!("send each item, until the input ends or the token is cancelled")
}

/// Calls `f` for each item, with at most `limit` calls at the same time, and yields the results in the order of the items.
///
/// - Each call is a task of its own: the calls that have begun go on while the consumer is busy, and a future that is woken
///   is polled at once.
/// - Calls begin only while the consumer waits: each one as soon as its item is there and there is room. Of the items that
///   have been pulled, at most `limit` are not yielded yet, so results do not pile up either.
/// - A result is yielded when it is there and all before it are, even if the input waits.
/// - `limit` may be any number, up to the largest, and takes no memory before there are items.
/// - If the future of a call panics, the stream panics in its place, with the same payload. A panic of `f` itself, before there
///   is a future, goes on at once.
/// - When the stream is dropped, the calls end at their next `await`.
pub fn mapped<T, F>(
    input: impl Stream<Item = T>,
    limit: NonZeroUsize,
    f: impl FnMut(T) -> F,
) -> impl Stream<Item = F::Output>
where
    F: Future<Output: Send + 'static> + Send + 'static,
{
    // Replace this: a task for each item, and the results in order.
    stream::empty()
}

/// Makes a stream that yields the numbers from 0 up to, but not including, `count`, one each `every`.
///
/// - The number `n` is due `n + 1` times `every` after this call. If it is asked for later, it comes at once, and the next
///   ones are not later for it: whoever has missed some gets those without a wait.
/// - `count` may be zero, and `every` may be zero, in which case each number is due at once, or as long as `Duration::MAX`.
/// - After the last number the stream ends at once, and each later poll returns `None` again.
/// - Its `size_hint` is exact at any moment: as many as are still to come.
/// - It wakes the waker of its last poll, also if an earlier poll had another one. Without a number it is polled once for
///   each wake, not all the time.
pub fn ticks(count: usize, every: Duration) -> Ticks {
    todo!("start the timer")
}

/// A stream of numbers, made by [`ticks`].
#[derive(Debug)]
pub struct Ticks {
    // Here go your fields: what is left, and a timer.
}

impl Stream for Ticks {
    type Item = usize;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<usize>> {
        todo!("poll the timer")
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        todo!("how many are still to come")
    }
}

/// Visits pages and the pages that they link to, each once, with at most `limit` visits at the same time, and yields each page
/// when its visit is done.
///
/// - It begins with the pages of `start`. `visit` returns the links of a page. A page is visited only once, however often it
///   is linked or in `start`.
/// - While there are pages left and the stream is polled, `limit` visits are in flight. Pages are visited in the order in
///   which they were found.
/// - It ends when no visit is in flight and no page is left. Without a page in `start` it ends at once.
/// - Pages may have more links than `limit`, and any number in all: a link takes no longer when there are many. `limit` may be any number, up to the largest.
/// - It calls `visit` only when it is polled, and only if there is room.
pub fn crawled<P, F>(
    start: impl IntoIterator<Item = P>,
    limit: NonZeroUsize,
    visit: impl FnMut(P) -> F,
) -> impl Stream<Item = P>
where
    P: Clone + Eq + Hash,
    F: Future<Output = Vec<P>>,
{
    // Replace this: visit each page once, and the pages that it links to.
    stream::empty()
}

/// Makes two streams of one, each of which yields all its items: `itertools.tee` with bounded memory.
///
/// - Both yield every item in its order, and end when the input ends.
/// - The input is read by a task of its own, which begins at once. Each stream has room for `capacity` items that its
///   consumer has not taken yet. When the room of one is full, the task waits with at most one more item in hand, and pulls nothing
///   for either: the slower consumer sets the pace of both, and no item is skipped.
/// - When one stream is dropped, the other goes on alone. When both are dropped, the input is dropped, too, even while it
///   waits.
/// - `capacity` may be any number, up to the largest, and takes no memory before there are items.
pub fn tee<T>(
    input: impl Stream<Item = T> + Send + 'static,
    capacity: NonZeroUsize,
) -> (impl Stream<Item = T>, impl Stream<Item = T>)
where
    T: Clone + Send + Sync + 'static,
{
    // Replace these: each yields all items.
    (stream::empty(), stream::empty())
}
