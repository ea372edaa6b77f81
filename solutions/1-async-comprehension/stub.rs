//! Chapter 1: Python's async comprehensions in Rust, sequential and concurrent.
//!
//! Replace each `todo!` by your own code. The comment above a function is its contract: everything that it must do.

mod types;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use async_generator::async_generator;
use futures::{Stream, StreamExt as _, stream};
pub use types::{ParseLineError, Summary};

/// Collects the ten numbers of chapter 0's `async_generator`, in their order: `[x async for x in async_generator()]`.
///
/// It takes as long as the generator does: ten seconds.
pub async fn async_comprehension() -> Vec<f64> {
    todo!("collect the ten numbers")
}

/// Collects the numbers that are greater than `threshold`, in their order:
/// `[x async for x in numbers if x > threshold]`.
///
/// Equal numbers are all kept. `NaN` is not greater than anything, and nothing is greater than `NaN`.
pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    todo!("keep what is greater than the threshold")
}

/// Groups the names by their first `char`, as it is written: a space, a digit or an emoji is an initial, too. Under each
/// initial, names are unchanged, in the order in which they came, and equal names are all kept.
///
/// In Python this is a loop over a `defaultdict`, because a dict comprehension would keep only the last name of each
/// initial. An empty name has no initial, and is left out.
pub async fn by_initial(names: impl Stream<Item = String>) -> BTreeMap<char, Vec<String>> {
    todo!("put each name into the list of its first letter")
}

/// Looks up one id after the other, and returns the results in the order of the ids:
/// `[await lookup(id) for id in ids]`.
///
/// - This is sequential, in Python as in Rust: each lookup begins when the previous one is done. No id is taken from
///   `ids` before its turn.
/// - When the future is dropped, the lookup in flight is dropped.
pub async fn looked_up_in_turn<T>(ids: impl IntoIterator<Item = u64>, lookup: impl AsyncFn(u64) -> T) -> Vec<T> {
    todo!("await one lookup after the other")
}

/// Looks up the ids concurrently, with at most `limit` lookups in flight, and returns the results in the order of the
/// ids.
///
/// - The first `limit` lookups start together. The next one starts when the oldest in flight is done, at the latest. It
///   may start earlier: as soon as any of them is done.
/// - Lookups start in the order of the ids, and no id is taken from `ids` before there is room for its lookup.
/// - Any limit will do, even `NonZeroUsize::MAX`, and needs no more memory than the lookups do. It cannot be zero: with
///   `buffered(0)` nothing would ever start, and the future would wait for ever.
/// - When the future is dropped, all lookups in flight are dropped.
pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    todo!("await several lookups at once, but not more than the limit")
}

/// Parses the number in each line as an `f64` with `str::parse`, up to the first line that is not a number.
///
/// Only what `str::parse` accepts is a number: `1e400` and `inf` are, but a number with a space before it is not. It stops
/// at the first bad line: no line after it is pulled. Lines are counted from 1, and the error contains the unchanged text
/// of the line.
///
/// # Errors
///
/// Returns a [`ParseLineError`] for the first line that is not a number.
pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    todo!("parse each line, and stop at the first bad one")
}

/// Returns the count, the mean, the smallest and the largest of the scores, or `None` if there are no scores.
///
/// - It makes one pass, and keeps only these four values: a million scores need no more memory than ten.
/// - The mean is off by less than a billionth of the largest absolute value. Every score is zero, or its absolute value is
///   between 1e-300 and 1e300.
pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    todo!("fold the scores into a summary")
}
