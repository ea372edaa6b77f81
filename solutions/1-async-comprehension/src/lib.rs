//! Chapter 1: Python's async comprehensions in Rust, sequential and concurrent.
//!
//! Calls do not disturb each other, neither those that run at the same time nor those that were dropped. A stream may yield far
//! fewer items than its `size_hint` allows at most.

mod types;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::pin::pin;

use async_generator::async_generator;
use futures::{Stream, StreamExt as _, TryStreamExt as _, future, stream};
pub use types::{ParseLineError, Summary};

/// Collects the ten numbers of chapter 0's `async_generator`, in their order: `[x async for x in async_generator()]`.
///
/// It takes as long as the generator does: ten seconds.
// ANCHOR: async_comprehension
pub async fn async_comprehension() -> Vec<f64> {
    // The lane gives this future a line of its own in a recording. Chapter 2 needs it for its pictures.
    pollscope::future("async_comprehension", async_generator().collect()).await
}
// ANCHOR_END: async_comprehension

/// Collects the numbers that are greater than `threshold`, in their order:
/// `[x async for x in numbers if x > threshold]`.
///
/// Equal numbers are all kept, and none is changed: `-0.0` stays `-0.0`. `NaN` is not greater than anything, and nothing is
/// greater than `NaN`.
///
/// It reads the stream to its end, however long that takes, and does not poll it again after that.
// ANCHOR: above
pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    // The predicate of a stream's `filter` returns a future. `ready` makes one that has its answer already.
    numbers.filter(|number| future::ready(*number > threshold)).collect().await
}
// ANCHOR_END: above

/// Groups the names by their first `char`, as it is written: a space, a digit or an emoji is an initial, too. Under each
/// initial, names are unchanged, in the order in which they came, and equal names are all kept.
///
/// In Python this is a loop over a `defaultdict`, because a dict comprehension would keep only the last name of each
/// initial. An empty name has no initial, and is left out.
///
/// It reads the stream to its end, however long that takes, and does not poll it again after that.
// ANCHOR: by_initial
pub async fn by_initial(names: impl Stream<Item = String>) -> BTreeMap<char, Vec<String>> {
    names
        .fold(BTreeMap::new(), async |mut by_initial: BTreeMap<char, Vec<String>>, name| {
            if let Some(initial) = name.chars().next() {
                by_initial.entry(initial).or_default().push(name);
            }
            by_initial
        })
        .await
}
// ANCHOR_END: by_initial

/// Looks up one id after the other, and returns the results in the order of the ids:
/// `[await lookup(id) for id in ids]`.
///
/// - This is sequential, in Python as in Rust: each lookup begins when the previous one is done. No id is taken from
///   `ids` before its turn.
/// - There may be any number of ids, and any `u64` is one. `ids` need not know how many there are: its `size_hint` may be far
///   too low or too high. A lookup may take as long as it likes.
/// - When the future is dropped, the lookup in flight is dropped.
// ANCHOR: in_turn
pub async fn looked_up_in_turn<T>(ids: impl IntoIterator<Item = u64>, lookup: impl AsyncFn(u64) -> T) -> Vec<T> {
    stream::iter(ids).then(|id| lookup(id)).collect().await
}
// ANCHOR_END: in_turn

/// Looks up the ids concurrently, with at most `limit` lookups in flight, and returns the results in the order of the
/// ids.
///
/// - The first `limit` lookups start together. The next one starts when the oldest in flight is done, at the latest. It
///   may start earlier: as soon as any of them is done.
/// - Lookups start in the order of the ids, and no id is taken from `ids` before there is room for its lookup.
/// - Any limit will do, even `NonZeroUsize::MAX`, and needs no more memory than the lookups do. It cannot be zero: with
///   `buffered(0)` nothing would ever start, and the future would wait for ever.
/// - Ids and lookups are those of [`looked_up_in_turn`]: any number of any `u64`, as long as it takes.
/// - When the future is dropped, all lookups in flight are dropped.
// ANCHOR: together
pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    // `map` makes a stream of futures, none of which has started. `buffered` polls up to `limit` of them at a time.
    stream::iter(ids).map(|id| lookup(id)).buffered(limit.get()).collect().await
}
// ANCHOR_END: together

/// Parses the number in each line as an `f64` with `str::parse`, up to the first line that is not a number.
///
/// Only what `str::parse` accepts is a number: `1e400` and `inf` are, but a number with a space before it is not. It stops
/// at the first bad line: no line after it is pulled. Lines are counted from 1, and the error contains the unchanged text
/// of the line.
///
/// Without a bad line it reads the stream to its end, however long that takes, and does not poll it again after that. There
/// may be any number of lines, of any length.
///
/// # Errors
///
/// Returns a [`ParseLineError`] for the first line that is not a number.
// ANCHOR: parsed
pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    lines
        .enumerate()
        .map(|(index, text)| text.parse::<f64>().map_err(|source| ParseLineError { line: index + 1, text, source }))
        // A stream of results becomes a result with a list, and the first error ends it.
        .try_collect()
        .await
}
// ANCHOR_END: parsed

/// Returns the count, the mean, the smallest and the largest of the scores, or `None` if there are no scores.
///
/// - It makes one pass, and keeps only these four values: a million scores need no more memory than ten.
/// - It reads the stream to its end, however long that takes, and does not poll it again after that.
/// - The mean is off by less than a billionth of the largest absolute value. Every score is zero, or its absolute value is
///   between 1e-300 and 1e300.
// ANCHOR: summary
pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    scores
        .fold(None, async |so_far, score| {
            let Some(Summary { count, mean, min, max }) = so_far else {
                return Some(Summary { count: 1, mean: score, min: score, max: score });
            };
            let count = count + 1;
            let mean = mean + (score - mean) / count as f64;
            Some(Summary { count, mean, min: min.min(score), max: max.max(score) })
        })
        .await
}
// ANCHOR_END: summary

/// Looks up the ids concurrently, as [`looked_up_together`] does, up to the first lookup that fails.
///
/// - Ids, limit, starts, order and memory are those of `looked_up_together`: the results come in the order of the ids.
/// - The first error ends it: the first in time, not in the order of the ids. It is returned at that moment. No lookup
///   starts after it, and all others in flight are dropped. If several fail at one moment, any of their errors will do.
/// - When the future is dropped, all lookups in flight are dropped.
///
/// # Errors
///
/// Returns the first error of a lookup.
// ANCHOR: try_looked_up
pub async fn try_looked_up<T, E>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> Result<T, E>,
    limit: NonZeroUsize,
) -> Result<Vec<T>, E> {
    let numbered = async |(place, id)| lookup(id).await.map(|result| (place, result));
    // `try_buffered` would give an error only in its turn. So the results come as they are done, and are sorted at the end.
    let lookups = stream::iter(ids).enumerate().map(numbered);
    let mut found: Vec<(usize, T)> = lookups.buffer_unordered(limit.get()).try_collect().await?;
    found.sort_unstable_by_key(|(place, _)| *place);
    Ok(found.into_iter().map(|(_, result)| result).collect())
}
// ANCHOR_END: try_looked_up

/// Joins two streams that are sorted by key: returns each key that both have, with the left item and the right one.
///
/// In each stream the keys ascend, and none comes twice. So does the result.
///
/// - At the start, and after a key that both have, it needs an item of both, and waits for both at the same time. Of two
///   different keys, only the side with the smaller one goes on: nothing is taken from the other.
/// - It waits as long as a side does, and ends as soon as one side ends, even if the other waits or goes on for ever. Neither
///   is polled after its end.
/// - It keeps one item of each side and the result, and nothing else.
// ANCHOR: joined
pub async fn joined<A, B>(left: impl Stream<Item = (u64, A)>, right: impl Stream<Item = (u64, B)>) -> Vec<(u64, A, B)> {
    let (mut left, mut right) = (pin!(left), pin!(right));
    let mut joined = Vec::new();
    let (mut kept_left, mut kept_right) = (None, None);
    loop {
        // The end of a side is made an error, because an error ends the wait for the other side.
        let one = next(kept_left.take(), left.as_mut());
        let other = next(kept_right.take(), right.as_mut());
        let Ok(((key, a), (other_key, b))) = future::try_join(one, other).await else { return joined };
        match key.cmp(&other_key) {
            Ordering::Less => kept_right = Some((other_key, b)),
            Ordering::Greater => kept_left = Some((key, a)),
            Ordering::Equal => joined.push((key, a, b)),
        }
    }
}

/// Returns the item that was kept, or else waits for the next one. The end of the stream is an error.
async fn next<T>(kept: Option<T>, mut stream: impl Stream<Item = T> + Unpin) -> Result<T, ()> {
    match kept {
        Some(item) => Ok(item),
        None => stream.next().await.ok_or(()),
    }
}
// ANCHOR_END: joined
