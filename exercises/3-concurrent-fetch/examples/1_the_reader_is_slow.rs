//! Six fetches of one second each, three at a time. What comes is stored, which takes two seconds. When does it come?

use std::pin::pin;
use std::time::Duration;

use futures::{StreamExt as _, stream};
use tokio::time::{Instant, sleep};

async fn fetch(page: u32) -> u32 {
    sleep(Duration::from_secs(1)).await;
    page
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    let mut pages = pin!(stream::iter(1..=6).map(fetch).buffer_unordered(3));
    while let Some(page) = pages.next().await {
        println!("page {page} comes after {} s", start.elapsed().as_secs());
        sleep(Duration::from_secs(2)).await;
    }
    println!("all is stored after {} s", start.elapsed().as_secs());
}

//? While the loop's body awaits, nobody polls the stream: no fetch goes on, and none begins. Pages 1 to 3 are under way
//? from the start. Page 4 has room when page 1 has come, but it stands behind pages 2 and 3, which are done and wait to be
//? taken. So its second begins only at 7 s, and then the reader waits, too. A reader that is slow needs a task of its own.
