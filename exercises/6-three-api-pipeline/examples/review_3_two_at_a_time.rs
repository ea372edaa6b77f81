//! Chapters 2 and 3: three pages take 4, 1 and 2 seconds, and at most two are fetched at a time. When does each one come, in
//! each of the two ways?

use std::pin::pin;
use std::time::Duration;

use futures::{Stream, StreamExt as _, stream};
use tokio::time::{Instant, sleep};

async fn page(seconds: u64) -> u64 {
    sleep(Duration::from_secs(seconds)).await;
    seconds
}

async fn show(pages: impl Stream<Item = u64>) {
    let (start, mut pages) = (Instant::now(), pin!(pages));
    while let Some(page) = pages.next().await {
        println!("after {} s: the page of {page} s", start.elapsed().as_secs());
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    show(stream::iter([4, 1, 2]).map(page).buffered(2)).await;
    show(stream::iter([4, 1, 2]).map(page).buffer_unordered(2)).await;
}

//? `buffered` keeps the order. The page of one second is there after one second, but it waits behind the first one, and it keeps
//? its place among the two: so the third page starts after four seconds, and comes after six. `buffer_unordered` yields each page
//? as soon as it is there, and its place is free at once: the third page starts after one second, and all is over after four.
