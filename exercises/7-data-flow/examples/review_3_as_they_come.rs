//! Chapter 6: three sources take 3, 1 and 2 seconds. After how many seconds is the first record there, if all sources are awaited
//! first, and if their records come as they are ready?

use std::pin::pin;
use std::time::Duration;

use futures::future::join_all;
use futures::stream::FuturesUnordered;
use futures::{Stream, StreamExt, stream};
use tokio::time::{Instant, sleep};

async fn source(seconds: u64) -> u64 {
    sleep(Duration::from_secs(seconds)).await;
    seconds
}

/// Returns the seconds until the first record is there.
async fn first(records: impl Stream<Item = u64>) -> u64 {
    let start = Instant::now();
    pin!(records).next().await;
    start.elapsed().as_secs()
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let sources = || [3, 1, 2].map(source);
    let all_first = stream::once(join_all(sources())).flat_map(stream::iter);
    println!("all first: {} s", first(all_first).await);
    let as_they_come = FuturesUnordered::from_iter(sources());
    println!("as they come: {} s", first(as_they_come).await);
}

//? `join_all` has its list when the slowest source is done. `FuturesUnordered` is a stream that yields each result when it comes.
