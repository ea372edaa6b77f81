//! `buffered` with a slow consumer: fetches are woken, and not polled.
//!
//! `cargo run -p pollscope --example woken_and_not_polled`
//!
//! `buffered` polls its futures only while the stream itself is polled. While the body of the loop awaits `process`, no
//! fetch makes progress: the shaded band is the time for which `fetch 2` could have gone on, but was not polled.

use std::time::Duration;

use futures::StreamExt;
use futures::stream;
use pollscope::Recording;
use pollscope::draw::Drawing;
use tokio::time::sleep;

/// Runs the futures that are recorded.
// ANCHOR: scene
pub async fn scene(recording: &Recording) {
    let fetches = stream::iter(1..=4)
        .map(|page| recording.future(format!("fetch {page}"), async { sleep(Duration::from_millis(20)).await }))
        .buffered(2);
    let mut fetches = std::pin::pin!(fetches);
    let mut page = 0;
    while fetches.next().await.is_some() {
        page += 1;
        recording.future(format!("process {page}"), sleep(Duration::from_millis(60))).await;
    }
}
// ANCHOR_END: scene

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let recording = Recording::start();
    scene(&recording).await;
    println!("{}", Drawing::of(&recording.trace()).for_terminal());
}
