//! Chapter 1: Python's async comprehensions in Rust, sequential and concurrent.

mod types;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

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
/// Equal numbers are all kept. `NaN` is not greater than anything, and nothing is greater than `NaN`.
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
