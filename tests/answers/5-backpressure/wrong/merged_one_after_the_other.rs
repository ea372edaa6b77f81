//! Fails: merged::yields_each_item_as_soon_as_it_is_there
//! Says: a stream waits for another one
//! `flatten` reads one stream to its end before it begins the next one.

pub use solution::*;

use futures::{Stream, StreamExt as _, stream};

pub fn merged<T>(streams: impl IntoIterator<Item = impl Stream<Item = T>>) -> impl Stream<Item = T> {
    let streams: Vec<_> = streams.into_iter().collect();
    stream::iter(streams).flatten()
}
