//! Cancellation: the loser of a race is dropped where it is.
//!
//! `cargo run -p pollscope --example cancelled_half_way`
//!
//! `select` returns as soon as one of the two is ready. The other one is dropped half-way (the cross), with everything
//! that it was waiting for. The code after its `await` never runs.

use std::pin::pin;
use std::time::Duration;

use futures::future::select;
use pollscope::Recording;
use pollscope::draw::Drawing;
use tokio::time::sleep;

/// Runs the futures that are recorded.
// ANCHOR: scene
pub async fn scene(recording: &Recording) {
    let download = |name: &str, seconds: u64| {
        recording.future(name, async move {
            pollscope::future("connect", sleep(Duration::from_secs(1))).await;
            pollscope::future("read", sleep(Duration::from_secs(seconds))).await;
        })
    };
    let near = pin!(download("near mirror", 2));
    let far = pin!(download("far mirror", 7));
    select(near, far).await;
}
// ANCHOR_END: scene

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let recording = Recording::start();
    scene(&recording).await;
    println!("{}", Drawing::of(&recording.trace()).for_terminal());
}
