//! Two waits, awaited one after the other, and then the same two concurrently, with `join!`.
//!
//! `cargo run -p pollscope --example one_after_another_or_together`
//!
//! Look at the beginning of the second line in each group. `b` comes after the `await` of `a`, so it is not even created
//! before `a` is ready. Joined, both wait at the same time, and together they take as long as the longer one.

use std::time::Duration;

use pollscope::Recording;
use pollscope::draw::Drawing;
use tokio::time::sleep;

/// Runs the futures that are recorded.
// ANCHOR: scene
pub async fn scene(recording: &Recording) {
    let one_after_another = async {
        pollscope::future("a", sleep(Duration::from_secs(2))).await;
        pollscope::future("b", sleep(Duration::from_secs(3))).await;
    };
    recording.future("in turn", one_after_another).await;

    let together = async {
        let c = pollscope::future("c", sleep(Duration::from_secs(2)));
        let d = pollscope::future("d", sleep(Duration::from_secs(3)));
        futures::join!(c, d)
    };
    recording.future("together", together).await;
}
// ANCHOR_END: scene

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let recording = Recording::start();
    scene(&recording).await;
    println!("{}", Drawing::of(&recording.trace()).for_terminal());
}
