//! Counts the fetches that run to their end.

use std::cell::Cell;
use std::time::Duration;

use futures::future::try_join_all;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let ended = Cell::new(0);
    let fetch = async |seconds| {
        sleep(Duration::from_secs(seconds)).await;
        ended.set(ended.get() + 1);
        if seconds == 2 { Err(()) } else { Ok(()) }
    };
    assert!(try_join_all([1, 2, 3].map(&fetch)).await.is_err());
    sleep(Duration::from_secs(10)).await;
    println!("{}", ended.get());
}
