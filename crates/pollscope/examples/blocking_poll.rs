//! A poll that blocks the thread, and its effect on another future. It runs on the real clock.
//!
//! `cargo run -p pollscope --example blocking_poll`
//!
//! `tick` needs a poll every 20 milliseconds. Beside `waits` it gets them: an asynchronous sleep leaves the thread free.
//! `blocks` puts the thread itself to sleep (the thick line). Until that poll returns, nothing else is polled, and not
//! even the timer can wake the next tick.

use std::time::Duration;

use pollscope::Recording;
use pollscope::draw::Drawing;
use tokio::time::sleep;

/// Runs the futures that are recorded.
pub async fn scene(recording: &Recording) {
    let ticks = async {
        for _ in 0..6 {
            sleep(Duration::from_millis(20)).await;
        }
    };
    let waits = async {
        sleep(Duration::from_millis(60)).await;
    };
    futures::join!(recording.future("tick", ticks), recording.future("waits", waits));

    let ticks = async {
        for _ in 0..6 {
            sleep(Duration::from_millis(20)).await;
        }
    };
    let blocks = async {
        sleep(Duration::from_millis(20)).await;
        std::thread::sleep(Duration::from_millis(60));
    };
    futures::join!(recording.future("tick", ticks), recording.future("blocks", blocks));
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let recording = Recording::start();
    scene(&recording).await;
    println!("{}", Drawing::of(&recording.trace()).for_terminal());
}
