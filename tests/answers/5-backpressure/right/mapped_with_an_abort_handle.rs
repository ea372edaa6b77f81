//! Task: mapped
//! Each future in the buffer holds its task, and aborts it when it is dropped.

pub use solution::*;

use std::num::NonZeroUsize;
use std::panic::resume_unwind;

use futures::{Stream, StreamExt as _};
use tokio::task::JoinHandle;

struct Aborts<T>(JoinHandle<T>);

impl<T> Drop for Aborts<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

pub fn mapped<T, F>(
    input: impl Stream<Item = T>,
    limit: NonZeroUsize,
    mut f: impl FnMut(T) -> F,
) -> impl Stream<Item = F::Output>
where
    F: Future<Output: Send + 'static> + Send + 'static,
{
    input
        .map(move |item| {
            let mut call = Aborts(tokio::spawn(f(item)));
            async move { (&mut call.0).await }
        })
        .buffered(limit.get())
        .map(|ended| ended.unwrap_or_else(|error| resume_unwind(error.into_panic())))
}
