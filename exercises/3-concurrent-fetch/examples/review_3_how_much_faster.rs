//! Jobs of 1, 2, 4 and 1 seconds run one after the other, all together, and two at a time. How long does each way take?
//! (Chapter 2.)

use std::time::Duration;

use futures::{StreamExt as _, future, stream};
use tokio::time::{Instant, sleep};

async fn job(seconds: u64) {
    sleep(Duration::from_secs(seconds)).await;
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let jobs = [1, 2, 4, 1];
    let start = Instant::now();
    stream::iter(jobs).for_each(job).await;
    let in_turn = start.elapsed();
    println!("one after the other: {} s", in_turn.as_secs());

    let start = Instant::now();
    future::join_all(jobs.map(job)).await;
    let together = start.elapsed();
    println!("together: {} s, {} times as fast", together.as_secs(), in_turn.as_secs_f64() / together.as_secs_f64());

    let start = Instant::now();
    stream::iter(jobs).for_each_concurrent(2, job).await;
    println!("two at a time: {} s", start.elapsed().as_secs());
}

//? One after the other, the times are added: 8 s. Together, the longest job decides: 4 s. Two at a time, the third job
//? begins when the first one ends, after 1 s, and ends after 5 s; the last one fits in beside it. Most of the gain is there
//? with a small limit.
