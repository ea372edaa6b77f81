//! Fails: joined::waits_however_long_a_side_waits
//! Says: given up, as with a `timeout`
//! A side without an item for a day is taken for ended.

pub use solution::*;

use std::time::Duration;

use async_stream::stream;
use futures::{Stream, StreamExt as _};
use tokio::time::timeout;

fn within_a_day<T>(items: impl Stream<Item = T>) -> impl Stream<Item = T> {
    stream! {
        let mut items = std::pin::pin!(items);
        while let Ok(Some(item)) = timeout(Duration::from_secs(86_400), items.next()).await {
            yield item;
        }
    }
}

pub async fn joined<A, B>(left: impl Stream<Item = (u64, A)>, right: impl Stream<Item = (u64, B)>) -> Vec<(u64, A, B)> {
    solution::joined(within_a_day(left), within_a_day(right)).await
}
