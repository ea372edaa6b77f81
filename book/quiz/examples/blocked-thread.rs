//! A heartbeat, beside work that blocks a thread. On the real clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let beats = Arc::new(AtomicU32::new(0));
    let heart = beats.clone();
    tokio::spawn(async move {
        loop {
            heart.fetch_add(1, Ordering::Relaxed);
            sleep(Duration::from_millis(10)).await;
        }
    });
    let of_task = beats.clone();
    let blocked = async move {
        let before = of_task.load(Ordering::Relaxed);
        thread::sleep(Duration::from_millis(500));
        of_task.load(Ordering::Relaxed) > before
    };
    let in_a_task = tokio::spawn(blocked).await.unwrap_or(true);
    let on_a_thread = tokio::task::spawn_blocking(move || {
        let before = beats.load(Ordering::Relaxed);
        thread::sleep(Duration::from_millis(500));
        // On a machine that is very busy, a beat may take longer.
        while beats.load(Ordering::Relaxed) == before {
            thread::sleep(Duration::from_millis(1));
        }
        true
    });
    let on_a_thread = on_a_thread.await.unwrap_or(false);
    let said = |beat| if beat { "yes" } else { "no" };
    println!("{}, and {}", said(in_a_task), said(on_a_thread));
}
