//! Fails: mapped::dropped_it_ends_all_calls
//! Says: a task goes on after its stream
//! Dropping a `JoinHandle` detaches its task.

pub use solution::*;

use std::num::NonZeroUsize;
use std::panic::resume_unwind;

use futures::{Stream, StreamExt as _};

pub fn mapped<T, F>(
    input: impl Stream<Item = T>,
    limit: NonZeroUsize,
    mut f: impl FnMut(T) -> F,
) -> impl Stream<Item = F::Output>
where
    F: Future<Output: Send + 'static> + Send + 'static,
{
    input
        .map(move |item| tokio::spawn(f(item)))
        .buffered(limit.get())
        .map(|ended| ended.unwrap_or_else(|error| resume_unwind(error.into_panic())))
}
