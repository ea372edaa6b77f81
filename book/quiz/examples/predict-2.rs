//! Two futures that are made first and awaited later, and two tasks.

use std::time::Duration;

use tokio::time::{Instant, sleep};

async fn job() {
    sleep(Duration::from_secs(2)).await;
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    let (one, other) = (job(), job());
    one.await;
    other.await;
    let made = start.elapsed().as_secs();
    let start = Instant::now();
    let (one, other) = (tokio::spawn(job()), tokio::spawn(job()));
    let _ = one.await;
    let _ = other.await;
    println!("{made} s and {} s", start.elapsed().as_secs());
}
