//! Five names are looked up, one second each: first with `then`, then with `buffered`.
//!
//! What does the program print?

use std::time::Duration;

use futures::{StreamExt, stream};
use tokio::time::{Instant, sleep};

async fn lookup(id: u64) -> String {
    sleep(Duration::from_secs(1)).await;
    format!("user {id}")
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    let names: Vec<String> = stream::iter(1..=5).then(lookup).collect().await;
    println!("{} names after {} s", names.len(), start.elapsed().as_secs());

    let start = Instant::now();
    let names: Vec<String> = stream::iter(1..=5).map(lookup).buffered(5).collect().await;
    println!("{} names after {} s", names.len(), start.elapsed().as_secs());
}

//? `then` awaits the future of one item before it asks for the next item: five seconds, as in
//? `[await lookup(id) for id in ids]`. `map` only creates the futures; `buffered(5)` polls five of them concurrently, so
//? their seconds pass at the same time.
