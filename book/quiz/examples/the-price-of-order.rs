//! Three lookups, two at a time, in order.

use std::time::Duration;

use futures::{StreamExt as _, stream};
use tokio::time::{Instant, sleep};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    let lookup = |seconds| sleep(Duration::from_secs(seconds));
    stream::iter([3, 1, 1]).map(async |seconds| lookup(seconds).await).buffered(2).collect::<Vec<_>>().await;
    println!("after {} s", start.elapsed().as_secs());
}
