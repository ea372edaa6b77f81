//! Two futures are created first and awaited afterwards. Do their two seconds overlap? What does the program print?

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
    println!("made first, awaited after: {} s", start.elapsed().as_secs());

    let start = Instant::now();
    let (one, other) = (tokio::spawn(job()), tokio::spawn(job()));
    let _ = one.await;
    let _ = other.await;
    println!("spawned first, awaited after: {} s", start.elapsed().as_secs());
}

//? A future does nothing until it is polled, and `other` is polled only when `one` is done: 4 s. A spawned task is polled
//? by the runtime, whether or not anybody awaits its handle yet: 2 s. In Python, a bare coroutine is like the first, and
//? `asyncio.create_task` like the second.
