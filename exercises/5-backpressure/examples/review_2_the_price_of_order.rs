//! Four lookups take 4, 1, 1 and 1 seconds, two at a time. After how many seconds does the last result come, with `buffered` and
//! with `buffer_unordered`?

use std::time::Duration;

use futures::{StreamExt, stream};
use tokio::time::{Instant, sleep};

async fn lookup(seconds: u64) {
    sleep(Duration::from_secs(seconds)).await;
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    stream::iter([4, 1, 1, 1]).map(lookup).buffered(2).collect::<Vec<_>>().await;
    println!("in order: {} s", start.elapsed().as_secs());

    let start = Instant::now();
    stream::iter([4, 1, 1, 1]).map(lookup).buffer_unordered(2).collect::<Vec<_>>().await;
    println!("as they come: {} s", start.elapsed().as_secs());
}

//? In order, the second result keeps its place until the first one is yielded, at 4 s (head-of-line blocking): only then a third
//? lookup begins, with the fourth beside it, and both are done at 5 s. Without an order three short ones pass by the long one.
