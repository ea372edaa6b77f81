//! A timer in each turn of a loop, and one outside of it.

use std::time::Duration;

use tokio::time::{interval, sleep};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let mut messages = interval(Duration::from_secs(1));
    let mut in_each_turn = 0;
    for _ in 0..20 {
        tokio::select! {
            biased;
            _ = messages.tick() => {}
            () = sleep(Duration::from_secs(3)) => in_each_turn += 1,
        }
    }
    let mut timer = Box::pin(sleep(Duration::from_secs(3)));
    let (mut outside, mut received) = (0, 0);
    while received < 20 {
        tokio::select! {
            biased;
            _ = messages.tick() => received += 1,
            () = &mut timer => {
                outside += 1;
                timer = Box::pin(sleep(Duration::from_secs(3600)));
            }
        }
    }
    println!("{in_each_turn} and {outside}");
}
