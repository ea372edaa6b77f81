//! A poll that does not return, and what it does to its neighbour. This one runs on the real clock.
//!
//! `cargo run -p pollscope --example blocking_poll`
//!
//! `tick` wants to be polled every 20 milliseconds. `waits` lets it: it takes its time without the thread. `blocks`
//! sleeps the thread itself, the thick line: until that poll returns nobody else is polled, and not even the timer
//! gets to wake the next tick.

use std::time::Duration;

use pollscope::Recording;
use pollscope::draw::Drawing;
use tokio::time::sleep;

/// What is recorded.
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
