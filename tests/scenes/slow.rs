//! "Async but slow": waits that could overlap, but do not.

use std::pin::pin;
use std::time::Duration;

use futures::{StreamExt as _, future, stream};
use pollscope::future as lane;
use tokio::sync::mpsc;
use tokio::time::sleep;

/// The seconds that each of the six pages takes.
const PAGE_SECONDS: [u64; 6] = [1, 3, 1, 1, 3, 1];

async fn fetch(page: usize) {
    lane(format!("page {page}"), sleep(Duration::from_secs(PAGE_SECONDS[page - 1]))).await;
}

// ANCHOR: in_chunks
pub async fn in_chunks() {
    for chunk in [[1, 2, 3], [4, 5, 6]] {
        future::join_all(chunk.map(fetch)).await;
    }
}
// ANCHOR_END: in_chunks

// ANCHOR: with_a_limit
pub async fn with_a_limit() {
    stream::iter(1..=6).map(fetch).buffer_unordered(3).collect::<Vec<_>>().await;
}
// ANCHOR_END: with_a_limit

async fn fetch_in_a_second(page: usize) -> usize {
    lane(format!("page {page}"), sleep(Duration::from_secs(1))).await;
    page
}

async fn store(page: usize) {
    lane(format!("store {page}"), sleep(Duration::from_secs(2))).await;
}

// ANCHOR: reader_in_the_way
pub async fn reader_in_the_way() {
    let pages = stream::iter(1..=6).map(fetch_in_a_second).buffer_unordered(3);
    let mut pages = pin!(pages);
    while let Some(page) = pages.next().await {
        store(page).await;
    }
}
// ANCHOR_END: reader_in_the_way

// ANCHOR: reader_behind_a_channel
pub async fn reader_behind_a_channel() {
    let (send, mut receive) = mpsc::channel(3);
    let fetching = async move {
        let pages = stream::iter(1..=6).map(fetch_in_a_second).buffer_unordered(3);
        let mut pages = pin!(pages);
        while let Some(page) = pages.next().await {
            let _ = send.send(page).await;
        }
    };
    let storing = async {
        while let Some(page) = receive.recv().await {
            store(page).await;
        }
    };
    future::join(fetching, storing).await;
}
// ANCHOR_END: reader_behind_a_channel
