//! Backpressure: a bounded channel makes a fast producer wait for a slow consumer.
//!
//! `cargo run -p pollscope --example backpressure`
//!
//! The channel holds two items. The first `send`s are ready at once. Then the channel is full, and each further one
//! waits until the consumer has taken an item: the producer runs at the consumer's pace.

use std::time::Duration;

use pollscope::Recording;
use pollscope::draw::Drawing;
use tokio::sync::mpsc;
use tokio::time::sleep;

/// Runs the futures that are recorded.
// ANCHOR: scene
pub async fn scene(recording: &Recording) {
    let (to, mut from) = mpsc::channel(2);
    let producer = async move {
        for number in 1..=6 {
            let sent = pollscope::future(format!("send {number}"), to.send(number)).await;
            if sent.is_err() {
                return; // The consumer has gone.
            }
        }
    };
    let consumer = async move {
        while from.recv().await.is_some() {
            sleep(Duration::from_secs(1)).await;
        }
    };
    futures::join!(recording.future("producer", producer), recording.future("consumer", consumer));
}
// ANCHOR_END: scene

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let recording = Recording::start();
    scene(&recording).await;
    println!("{}", Drawing::of(&recording.trace()).for_terminal());
}
