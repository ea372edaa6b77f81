//! Two futures that are created first and awaited later.

use std::time::Duration;

use tokio::time::{Instant, sleep};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    // ANCHOR: shown
    let job = async || sleep(Duration::from_secs(2)).await;
    let (one, other) = (job(), job());
    one.await;
    other.await;
    // ANCHOR_END: shown
    println!("{} s", start.elapsed().as_secs());
}
