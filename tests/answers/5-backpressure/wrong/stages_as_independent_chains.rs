//! Fails: two_stages::takes_six_seconds_for_five_numbers
//! Says: all items go through a stage at the same time
//! As in the Python original: a chain for each item, and all chains at once, without any bound.

pub use solution::*;

use std::num::NonZeroUsize;

use async_stream::stream;
use futures::{FutureExt as _, Stream, StreamExt as _, future};

pub fn two_stages<T, U, V, F, S>(
    inputs: impl Stream<Item = T> + Send + 'static,
    mut first: impl FnMut(T) -> F + Send + 'static,
    mut second: impl FnMut(U) -> S + Send + 'static,
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
    stream! {
        let inputs: Vec<T> = inputs.collect().await;
        let halves = future::join_all(inputs.into_iter().map(|input| first(input).boxed())).await;
        for result in future::join_all(halves.into_iter().map(|half| second(half))).await {
            yield result;
        }
    }
}
