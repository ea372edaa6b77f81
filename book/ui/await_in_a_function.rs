//! `await` in a function that is not async.

use std::time::Duration;

// ANCHOR: await_in_a_function
fn wait() {
    tokio::time::sleep(Duration::from_secs(1)).await;
}
// ANCHOR_END: await_in_a_function

fn main() {
    wait();
}
