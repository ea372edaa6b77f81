//! Four lookups, two at a time, with the results in order. The first lookup takes three seconds, the others one each.
//! When does each result come? (Chapter 1.)

use std::time::Duration;

use futures::{StreamExt as _, stream};
use tokio::time::{Instant, sleep};

async fn lookup(id: u32) -> u32 {
    sleep(Duration::from_secs(if id == 1 { 3 } else { 1 })).await;
    id
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    let results = stream::iter(1..=4).map(lookup).buffered(2);
    results.for_each(async |id| println!("result {id} comes after {} s", start.elapsed().as_secs())).await;
}

//? Lookup 2 is done after one second. But results come in their order, so it waits for the first one, and keeps its place
//? meanwhile: lookup 3 begins only when result 1 has been taken, after three seconds. Lookup 4 begins at the same moment,
//? when result 2 is taken. `buffer_unordered(2)` would be done after three seconds: it yields result 2 at once.
