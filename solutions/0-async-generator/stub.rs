//! Chapter 0: async generators.
//!
//! An async generator is called a *stream* in Rust: it yields one item after another, and may wait before each.
//! Here are stubs. The comment above each of them is its contract: everything that it must do.

use std::time::Duration;

use async_stream::stream;
use futures::{Stream, StreamExt};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

/// Yields ten random numbers, one per second.
///
/// - Each number is drawn uniformly from 0 (included) to 10 (excluded), independently of all others, and has the precision
///   of an `f64`. Two streams yield different numbers, and so do two threads, and two runs of the program.
/// - One second of tokio's clock passes before each number. It begins when the number is asked for: at the first poll
///   after the previous number. The stream ends right after the tenth number, without another wait.
/// - The stream does nothing before its first poll: it can be made outside of a runtime. It never waits ahead of the next
///   number; when a number is drawn, is up to you.
/// - If a `next()` is dropped before its number comes, nothing is lost: the second that it began goes on, and if the
///   number is asked for again after that second, it comes at once. (`next` is cancellation safe.)
/// - When the stream is dropped, everything that it has started stops.
pub fn async_generator() -> impl Stream<Item = f64> {
    futures::stream::empty()
}

/// Yields ten random numbers, one per second, which can be reproduced with the same seed.
///
/// - Equal seeds give equal numbers, even while other streams run, on another thread, and in another run of the program.
///   Different seeds give different numbers: all 64 bits count.
/// - In every other respect it behaves like [`async_generator`].
pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    futures::stream::empty()
}

/// Yields the numbers of [`seeded`], but is written with `futures::stream::unfold`.
///
/// - It yields the same numbers as `seeded(seed)`, at the same times, but each of them comes from a step of `unfold`.
///   To return `seeded(seed)`, or to combine it with an `unfold` that does something else, is no answer.
/// - In every other respect it behaves like [`async_generator`].
pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    futures::stream::empty()
}

/// Yields, after each number, the mean of all numbers so far: 4, 8, 3 give 4, 6, 5.
///
/// - Each mean pulls exactly one number. Nothing is pulled before the first poll.
/// - It waits while `numbers` waits, however long that is, and ends when `numbers` ends, without polling it again. (If it is
///   polled itself after its end, it may do so.) Without numbers there are no means.
/// - Each mean is off by less than a billionth of the largest absolute value so far, even after tens of thousands of numbers.
///   Every number is zero, or its absolute value is between 1e-300 and 1e300.
/// - It accepts streams that are not `Unpin`, such as those made by `stream!`. When it is dropped, `numbers` is
///   dropped.
pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    futures::stream::empty()
}

/// Yields the items of a list that comes in pages, as from a web API, and fetches each page when it is needed.
///
/// `fetch` returns the items of a page and the cursor of the next one. It is called with `None` for the first page, and
/// for each other one with the cursor that came with the page before. A page without a cursor is the last.
///
/// - A page is fetched when its first item is asked for: nothing before the first poll, and no page before the reader asks
///   for the item after the last one of the page before. Each page is fetched once.
/// - An empty page is not the end if it has a cursor: the next page is fetched at once. After the last item of the last
///   page the stream ends, without another fetch.
/// - An error is yielded, and ends the stream: nothing is fetched after it.
/// - There may be any number of pages, empty ones in a row too, and of items. Pages may have the same cursor. A fetch may
///   take as long as it likes.
/// - If a `next()` is dropped while a page is fetched, nothing is lost, and the fetch is not begun again. When the stream
///   is dropped, the fetch in flight is dropped.
pub fn paged<T, C, E>(
    fetch: impl AsyncFn(Option<C>) -> Result<(Vec<T>, Option<C>), E>,
) -> impl Stream<Item = Result<T, E>> {
    futures::stream::empty()
}

/// Yields the nodes of a tree, such as folders or the categories of a shop, each before all that is below it.
///
/// `children` returns the children of a node. After a node comes its first child with all that is below that, then its
/// second child, and so on.
///
/// - The root comes at the first poll. The children of a node are asked for when the item after the node is: never
///   earlier, once for each node, and one node after the other.
/// - Equal nodes are different places of the tree: all of them are yielded.
/// - The tree may be of any depth and width, also a hundred thousand nodes one below the other, and the stream may be dropped
///   anywhere in it. (Calls within calls, streams within streams, and the drop of boxes within boxes overflow the stack.)
///   A call of `children` may take as long as it likes.
/// - If a `next()` is dropped during a call of `children`, nothing is lost, and the call is not begun again. When the
///   stream is dropped, the call in flight is dropped.
pub fn walked<T: Clone>(root: T, children: impl AsyncFn(&T) -> Vec<T>) -> impl Stream<Item = T> {
    futures::stream::empty()
}
