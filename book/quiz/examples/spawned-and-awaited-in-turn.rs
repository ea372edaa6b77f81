//! Two tasks and two futures, awaited one after the other.

use std::time::Duration;

use tokio::time::{Instant, sleep};

async fn three_seconds() {
    sleep(Duration::from_secs(3)).await;
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    let (one, other) = (tokio::spawn(three_seconds()), tokio::spawn(three_seconds()));
    let _ = (one.await, other.await);
    let tasks = start.elapsed();

    let start = Instant::now();
    let (one, other) = (three_seconds(), three_seconds());
    one.await;
    other.await;
    println!("{} s and {} s", tasks.as_secs(), start.elapsed().as_secs());
}
