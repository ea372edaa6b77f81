//! Drops a future half-way, and prints the count that it should have changed.

use std::cell::Cell;
use std::time::Duration;

use tokio::time::{sleep, timeout};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let count = Cell::new(0);
    let counting = async {
        sleep(Duration::from_secs(2)).await;
        count.set(count.get() + 1);
    };
    let _ = timeout(Duration::from_secs(1), counting).await;
    sleep(Duration::from_secs(5)).await;
    println!("{}", count.get());
}
