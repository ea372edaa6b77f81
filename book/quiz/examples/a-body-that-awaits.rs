//! Four lookups together, and a loop whose body awaits.

use std::pin::pin;
use std::time::Duration;

use futures::{StreamExt as _, stream};
use tokio::time::{Instant, sleep};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    let lookup = async |_| sleep(Duration::from_secs(1)).await;
    let mut results = pin!(stream::iter(1..=4).map(lookup).buffer_unordered(4));
    while results.next().await.is_some() {
        sleep(Duration::from_secs(2)).await;
    }
    println!("after {} s", start.elapsed().as_secs());
}
