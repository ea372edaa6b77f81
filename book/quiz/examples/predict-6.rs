//! The time of the first record, with `join_all` and with `FuturesUnordered`.

use std::time::Duration;

use futures::StreamExt as _;
use futures::future::join_all;
use futures::stream::FuturesUnordered;
use tokio::time::{Instant, sleep};

async fn fetch(seconds: u64) {
    sleep(Duration::from_secs(seconds)).await;
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    join_all([3, 1, 2].map(fetch)).await;
    let all = start.elapsed().as_secs();
    let start = Instant::now();
    [3, 1, 2].map(fetch).into_iter().collect::<FuturesUnordered<_>>().next().await;
    match start.elapsed().as_secs() {
        first if first == all => println!("after {all} s, both ways"),
        first => println!("after {all} s, and after {first} s"),
    }
}
