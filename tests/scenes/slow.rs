//! "Async but slow": waits that could overlap, and do not.

use std::time::Duration;

use futures::{StreamExt as _, future, stream};
use tokio::sync::mpsc;
use tokio::time::sleep;

/// How long each page takes, in seconds.
pub(crate) const PAGES: [u64; 6] = [1, 3, 1, 1, 3, 1];

pub(crate) async fn fetch(seconds: u64) {
    pollscope::future(format!("page of {seconds} s"), sleep(Duration::from_secs(seconds))).await;
}

// ANCHOR: in_portions
pub(crate) async fn in_portions() {
    for portion in PAGES.chunks(3) {
        future::join_all(portion.iter().map(|seconds| fetch(*seconds))).await;
    }
}
// ANCHOR_END: in_portions

// ANCHOR: with_a_limit
pub(crate) async fn with_a_limit() {
    stream::iter(PAGES).map(fetch).buffer_unordered(3).collect::<Vec<_>>().await;
}
// ANCHOR_END: with_a_limit

async fn store() {
    pollscope::future("store", sleep(Duration::from_secs(2))).await;
}

// ANCHOR: reader_in_the_way
pub(crate) async fn reader_in_the_way() {
    let mut pages = std::pin::pin!(stream::iter([1; 6]).map(fetch).buffer_unordered(3));
    while pages.next().await.is_some() {
        store().await;
    }
}
// ANCHOR_END: reader_in_the_way

// ANCHOR: reader_behind_a_channel
pub(crate) async fn reader_behind_a_channel() {
    let (send, mut receive) = mpsc::channel(3);
    let fetching = stream::iter([1; 6]).map(fetch).buffer_unordered(3).for_each(async |page| {
        let _ = send.send(page).await;
    });
    let storing = async {
        for _ in 0..6 {
            receive.recv().await;
            store().await;
        }
    };
    future::join(fetching, storing).await;
}
// ANCHOR_END: reader_behind_a_channel
