//! Five workers and one lock.

use std::time::Duration;

use futures::future::join_all;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (start, lock) = (Instant::now(), Mutex::new(()));
    let worker = async || {
        sleep(Duration::from_secs(1)).await;
        let _guard = lock.lock().await;
        sleep(Duration::from_secs(2)).await;
    };
    join_all((0..5).map(|_| worker())).await;
    println!("after {} s", start.elapsed().as_secs());
}
