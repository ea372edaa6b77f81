//! Three requests take one, two and three seconds, and the second one fails. How many come to their end with each function?

use std::cell::Cell;
use std::time::Duration;

use futures::future;
use tokio::time::sleep;

async fn request(seconds: u64, done: &Cell<u32>) -> Result<u64, &'static str> {
    sleep(Duration::from_secs(seconds)).await;
    done.set(done.get() + 1);
    if seconds == 2 { Err("no answer") } else { Ok(seconds) }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let done = Cell::new(0);
    let _ = future::try_join_all([1, 2, 3].map(|seconds| request(seconds, &done))).await;
    println!("try_join_all: {}", done.replace(0));
    future::join_all([1, 2, 3].map(|seconds| request(seconds, &done))).await;
    println!("join_all: {}", done.get());
}

//? `try_join_all` returns with the first error, and drops the futures that are not done. `join_all` waits for all of them, and its
//? results are `Result`s. Python's `gather` raises the first error and lets the others go on.
