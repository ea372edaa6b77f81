//! Task: merged
//! The next item of each stream is a future that gives its stream back.

pub use solution::*;

use async_stream::stream;
use futures::stream::FuturesUnordered;
use futures::{Stream, StreamExt as _};

pub fn merged<T>(streams: impl IntoIterator<Item = impl Stream<Item = T>>) -> impl Stream<Item = T> {
    stream! {
        let mut heads: FuturesUnordered<_> =
            streams.into_iter().map(|stream| Box::pin(stream).into_future()).collect();
        while let Some((item, rest)) = heads.next().await {
            if let Some(item) = item {
                heads.push(rest.into_future());
                yield item;
            }
        }
    }
}
