//! Five lookups of one second, one after the other and together.

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
    stream::iter(1..=5).then(lookup).collect::<Vec<_>>().await;
    let in_turn = start.elapsed().as_secs();
    let start = Instant::now();
    stream::iter(1..=5).map(lookup).buffered(5).collect::<Vec<_>>().await;
    println!("{in_turn} s and {} s", start.elapsed().as_secs());
}
