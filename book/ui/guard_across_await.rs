//! The guard of a `std::sync::Mutex` that is held across an `await`.

use std::sync::Mutex;

static TOTAL: Mutex<u32> = Mutex::new(0);

// ANCHOR: guard_across_await
async fn add() {
    let mut total = TOTAL.lock().unwrap();
    tokio::task::yield_now().await;
    *total += 1;
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let _ = tokio::spawn(add()).await;
}
// ANCHOR_END: guard_across_await
