//! Collects futures instead of their results.

use std::time::Duration;

use futures::{StreamExt as _, stream};
use tokio::time::{Instant, sleep};

async fn lookup(id: u64) -> u64 {
    sleep(Duration::from_secs(1)).await;
    id
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    let lookups: Vec<_> = stream::iter(1..=3).map(lookup).collect().await;
    assert_eq!(lookups.len(), 3);
    match start.elapsed().as_secs() {
        0 => println!("no time"),
        seconds => println!("{seconds} s"),
    }
}
