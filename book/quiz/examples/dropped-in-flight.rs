//! Three fetches in flight, and a stream that is dropped.

use std::cell::Cell;
use std::time::Duration;

use futures::{StreamExt as _, stream};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let done = Cell::new(0);
    let fetch = async |seconds: u64| {
        sleep(Duration::from_secs(seconds)).await;
        done.set(done.get() + 1);
    };
    let mut fetches = Box::pin(stream::iter([1, 2, 3]).map(fetch).buffer_unordered(3));
    fetches.next().await;
    drop(fetches);
    sleep(Duration::from_secs(10)).await;
    println!("{}", done.get());
}
