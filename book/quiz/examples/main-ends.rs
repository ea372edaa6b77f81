//! A task that is never awaited, and the end of its runtime.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::time::sleep;

fn main() {
    let saved = Arc::new(AtomicBool::new(false));
    let in_task = Arc::clone(&saved);
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime");
    runtime.block_on(async move {
        tokio::spawn(async move {
            sleep(Duration::from_secs(1)).await;
            in_task.store(true, Ordering::Relaxed);
        });
        sleep(Duration::from_millis(500)).await;
    });
    drop(runtime);
    println!("{}", if saved.load(Ordering::Relaxed) { "yes" } else { "no" });
}
