//! Two jobs are joined, and a third one is awaited after them. How long does it take, and how many of them are in flight at one
//! moment? (Chapter 2.)

use std::time::Duration;

use pollscope::Recording;
use tokio::time::{Instant, sleep};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (recording, start) = (Recording::start(), Instant::now());
    let job = |seconds| recording.future(format!("job {seconds}"), sleep(Duration::from_secs(seconds)));
    tokio::join!(job(2), job(3));
    job(1).await;
    println!("all three took {} s", start.elapsed().as_secs());
    println!("in flight at one moment: {}", recording.trace().max_in_flight("job"));
}

//? The two that are joined wait at the same time, and take as long as the longer one: three seconds. The third one begins after that. So
//? at most two are ever in flight, and four seconds pass.
