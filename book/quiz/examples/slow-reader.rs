//! Reads a stream in a loop with a slow body.

use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::StreamExt as _;
use tokio::time::{Instant, sleep};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    let mut items = pin!(stream! {
        for item in 1..=3 {
            sleep(Duration::from_secs(1)).await;
            yield item;
        }
    });
    while items.next().await.is_some() {
        sleep(Duration::from_secs(2)).await;
    }
    println!("after {} s", start.elapsed().as_secs());
}
