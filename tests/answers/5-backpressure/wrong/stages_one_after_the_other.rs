//! Fails: two_stages::takes_six_seconds_for_five_numbers
//! Says: each item goes through both stages
//! `then` awaits one item before it takes the next one: both stages together are one loop.

pub use solution::*;

use std::num::NonZeroUsize;

use futures::{Stream, StreamExt as _};

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
    let _ = capacity;
    inputs.then(first).then(second)
}
