//! Six fetches of one second each, three at a time. The loop stores each page in two seconds. When does each page come?

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
    println!("everything is stored after {} s", start.elapsed().as_secs());
}

//? While the loop's body awaits, nobody polls the stream: no fetch continues, and none starts. Pages 1 to 3 are in
//? flight from the start. There is room for page 4 when page 1 has come, but the stream first yields pages 2 and 3,
//? which are done already. So page 4 starts only at 7 s, and then the reader waits, too. A slow reader belongs in a
//? task of its own.
