//! Three sources are fetched concurrently, and take 3, 1 and 2 seconds. When do their records arrive, in each of the two ways?

use std::time::Duration;

use futures::StreamExt as _;
use futures::future::join_all;
use futures::stream::FuturesUnordered;
use tokio::time::{Instant, sleep};

async fn fetch(seconds: u64) -> String {
    sleep(Duration::from_secs(seconds)).await;
    format!("the record of the source of {seconds} s")
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    for record in join_all([3, 1, 2].map(fetch)).await {
        println!("{} s: {record}", start.elapsed().as_secs());
    }
    let start = Instant::now();
    let mut records = [3, 1, 2].map(fetch).into_iter().collect::<FuturesUnordered<_>>();
    while let Some(record) = records.next().await {
        println!("{} s: {record}", start.elapsed().as_secs());
    }
}

//? Both start all requests at once and finish after three seconds. `join_all` returns everything then, in the order of the
//? sources. The stream yields the record of a source as soon as it has been fetched: the first one arrives after one
//? second, so whoever stores the records can start then. The price is that the order of the sources is lost.
