//! Bounded concurrency: six fetches, at most two of them at a time.
//!
//! `cargo run -p pollscope --example bounded_in_flight`
//!
//! Draw a vertical line anywhere: it crosses at most two fetches. As one becomes ready, the next one starts.

use std::time::Duration;

use futures::StreamExt;
use futures::stream;
use pollscope::Recording;
use pollscope::draw::Drawing;
use tokio::time::sleep;

/// Runs the futures that are recorded.
// ANCHOR: scene
pub async fn scene(recording: &Recording) {
    let fetches = stream::iter(1..=6).map(|page| {
        let takes = Duration::from_millis(100 * (page % 3 + 1));
        recording.future(format!("fetch {page}"), async move {
            sleep(takes).await;
            page
        })
    });
    let _pages: Vec<u64> = fetches.buffered(2).collect().await;
}
// ANCHOR_END: scene

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let recording = Recording::start();
    scene(&recording).await;
    println!("{}", Drawing::of(&recording.trace()).for_terminal());
}
// ANCHOR_END: main
