//! Chapter 1: what Python's async comprehensions do, and what they do not.

mod types;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use async_generator::async_generator;
use futures::{Stream, StreamExt as _, TryStreamExt as _, future, stream};
pub use types::{ParseLineError, Summary};

/// The ten numbers of chapter 0's `async_generator`, in their order: `[x async for x in async_generator()]`.
///
/// It takes as long as the generator does: ten seconds.
// ANCHOR: async_comprehension
pub async fn async_comprehension() -> Vec<f64> {
    // The lane gives this future a line of its own in a recording. The pictures of chapter 2 need it; `collect` does not.
    pollscope::future("async_comprehension", async_generator().collect()).await
}
// ANCHOR_END: async_comprehension

/// The numbers that are greater than `threshold`, in their order: `[x async for x in numbers if x > threshold]`.
// ANCHOR: above
pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    // The predicate of a stream's `filter` is itself async. `ready` is a future that has its answer already.
    numbers.filter(|number| future::ready(*number > threshold)).collect().await
}
// ANCHOR_END: above

/// The names by their first letter, as it is written; under each letter in the order in which they came.
///
/// In Python it is a loop over a `defaultdict`, because a dict comprehension would keep only the last name of a letter.
/// An empty name has no first letter, and is left out.
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

/// What `lookup` gives for each id, in the order of the ids: `[await lookup(id) for id in ids]`.
///
/// It is sequential, in Python as in Rust: each lookup begins when the one before it is done. No id is taken from `ids`
/// before its turn.
// ANCHOR: in_turn
pub async fn looked_up_in_turn<T>(ids: impl IntoIterator<Item = u64>, lookup: impl AsyncFn(u64) -> T) -> Vec<T> {
    stream::iter(ids).then(|id| lookup(id)).collect().await
}
// ANCHOR_END: in_turn

/// What `lookup` gives for each id, in the order of the ids, with at most `limit` lookups in flight at once.
///
/// The first `limit` lookups start together. Whenever the oldest one is done, the next one starts. No id is taken from
/// `ids` before there is room for its lookup.
///
/// The limit cannot be zero: with `buffered(0)` nothing would ever start, and the future would wait for ever.
// ANCHOR: together
pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    // `map` makes a stream of futures, none of which has started. `buffered` polls so many of them at a time.
    stream::iter(ids).map(|id| lookup(id)).buffered(limit.get()).collect().await
}
// ANCHOR_END: together

/// The number in each line, or the first line that `str::parse` does not read as one.
///
/// It stops there: no line after a bad one is pulled. Lines are counted from 1, and the error holds the text as it
/// stood.
///
/// # Errors
///
/// [`ParseLineError`] for the first line that is not a number.
// ANCHOR: parsed
pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    lines
        .enumerate()
        .map(|(index, text)| text.parse::<f64>().map_err(|source| ParseLineError { line: index + 1, text, source }))
        // A stream of results becomes a result of a list, and the first error ends the stream.
        .try_collect()
        .await
}
// ANCHOR_END: parsed

/// Count, mean, smallest and largest of the scores, or `None` when there are none.
///
/// One pass, and nothing is kept but these four: a million scores need no more memory than ten. No score is `NaN`.
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
