//! Thirty-one futures in a list, of which the last one fails early.

use std::time::Duration;

use futures::future::try_join_all;
use tokio::time::{Instant, sleep};

async fn step(seconds: u64) -> Result<u64, &'static str> {
    sleep(Duration::from_secs(seconds)).await;
    if seconds == 1 { Err("it fails") } else { Ok(seconds) }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    let steps = (1..31).map(|_| step(10)).chain([step(1)]);
    let _ = try_join_all(steps).await;
    println!("after {} s", start.elapsed().as_secs());
}
