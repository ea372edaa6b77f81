//! Contention: three workers and one lock.

use std::time::Duration;

use futures::future;
use pollscope::future as lane;
use tokio::sync::Mutex;
use tokio::time::sleep;

const SECOND: Duration = Duration::from_secs(1);
const NAMES: [&str; 3] = ["a", "b", "c"];

// ANCHOR: locked_all_the_time
pub async fn locked_all_the_time() -> u32 {
    let total = Mutex::new(0);
    let worker = async |name: &'static str| {
        let mut total = lane(format!("{name} locks"), total.lock()).await;
        sleep(2 * SECOND).await; // The work, while holding the lock.
        *total += 1;
    };
    future::join_all(NAMES.map(|name| lane(name, worker(name)))).await;
    total.into_inner()
}
// ANCHOR_END: locked_all_the_time

// ANCHOR: locked_for_the_sum
pub async fn locked_for_the_sum() -> u32 {
    let total = Mutex::new(0);
    let worker = async |name: &'static str| {
        sleep(2 * SECOND).await; // The work, without the lock.
        let mut total = lane(format!("{name} locks"), total.lock()).await;
        *total += 1;
    };
    future::join_all(NAMES.map(|name| lane(name, worker(name)))).await;
    total.into_inner()
}
// ANCHOR_END: locked_for_the_sum
