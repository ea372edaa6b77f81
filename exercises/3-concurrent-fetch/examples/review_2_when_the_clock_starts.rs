//! Twice, two futures are made first and awaited one after the other. When does each of them begin to wait? What does the
//! program print? (Chapter 2.)

use std::time::Duration;

use tokio::time::{Instant, sleep};

const TWO_SECONDS: Duration = Duration::from_secs(2);

async fn job() {
    sleep(TWO_SECONDS).await;
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    let (one, other) = (job(), job());
    one.await;
    other.await;
    println!("two async functions: {} s", start.elapsed().as_secs());

    let start = Instant::now();
    let (one, other) = (sleep(TWO_SECONDS), sleep(TWO_SECONDS));
    one.await;
    other.await;
    println!("two sleeps: {} s", start.elapsed().as_secs());
}

//? The body of an async function runs when its future is polled, so the second `sleep` is made when the first job is done.
//? `sleep` itself is a plain function: it notes its end, two seconds from now, when it is called. So the two seconds of both
//? sleeps are the same two seconds. A function that returns a future may do something before it is polled.
