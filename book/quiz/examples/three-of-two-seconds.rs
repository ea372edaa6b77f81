//! Three sources of two seconds, one after the other and together.

use std::time::Duration;

use futures::future::join_all;
use tokio::time::{Instant, sleep};

async fn fetch() {
    sleep(Duration::from_secs(2)).await;
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    for _ in 0..3 {
        fetch().await;
    }
    let in_turn = start.elapsed().as_secs();
    let start = Instant::now();
    join_all((0..3).map(|_| fetch())).await;
    let together = start.elapsed().as_secs();
    let share = match in_turn / together {
        1 => "no gain",
        2 => "half the time",
        3 => "a third of the time",
        _ => "less than a third of the time",
    };
    println!("{together} s: {share}");
}
