//! Six pages, three at a time, and a reader that stores each for two seconds.

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
        if page == 4 {
            println!("after {} s", start.elapsed().as_secs());
        }
        sleep(Duration::from_secs(2)).await;
    }
}
