//! Three jobs of 1, 2 and 3 seconds are joined. What does the program print, and in which order?

use std::time::Duration;

use tokio::time::{Instant, sleep};

async fn job(seconds: u64) {
    sleep(Duration::from_secs(seconds)).await;
    println!("the job of {seconds} s is done");
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    tokio::join!(job(3), job(1), job(2));
    println!("joined after {} s", start.elapsed().as_secs());
}

//? All three wait at the same time, so they end in the order of their lengths, and together they take as long as the
//? slowest: 3 s.
