//! Four fetches, two at a time, each result as soon as it is there. The first takes four seconds, the others one each. When does each
//! result come? (Chapter 3.)

use std::time::Duration;

use futures::{StreamExt as _, stream};
use tokio::time::{Instant, sleep};

async fn fetch(number: u64) -> u64 {
    sleep(Duration::from_secs(if number == 1 { 4 } else { 1 })).await;
    number
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    let results = stream::iter(1..=4).map(fetch).buffer_unordered(2);
    results.for_each(async |number| println!("{number} comes after {} s", start.elapsed().as_secs())).await;
}

//? The first fetch keeps one of the two places for four seconds. The other place is free again after each second, and
//? `buffer_unordered` fills it at once: 2, 3 and 4 come one after the other. With `buffered`, all of them would wait for the first one.
