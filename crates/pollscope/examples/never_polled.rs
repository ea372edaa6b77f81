//! A future that is created and never awaited does nothing.
//!
//! `cargo run -p pollscope --example never_polled`
//!
//! Both futures exist from the start. `save` is awaited after a pause. `notify` is only created, and dropped at the end:
//! its code never runs.

use std::time::Duration;

use pollscope::Recording;
use pollscope::draw::Drawing;
use tokio::time::sleep;

/// Runs the futures that are recorded.
// ANCHOR: scene
pub async fn scene(recording: &Recording) {
    let save = recording.future("save", sleep(Duration::from_secs(2)));
    let _notify = recording.future("notify", sleep(Duration::from_secs(2)));
    sleep(Duration::from_secs(1)).await;
    save.await;
}
// ANCHOR_END: scene

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let recording = Recording::start();
    scene(&recording).await;
    println!("{}", Drawing::of(&recording.trace()).for_terminal());
}
