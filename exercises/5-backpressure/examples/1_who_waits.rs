//! Six rows are sent through a channel with room for two. The consumer takes one every three seconds, from 3 s on.
//!
//! When has the producer sent its third, its fourth and its sixth row?

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (sender, mut receiver) = mpsc::channel(2);
    let start = Instant::now();
    let consumer = tokio::spawn(async move {
        loop {
            sleep(Duration::from_secs(3)).await;
            if receiver.recv().await.is_none() {
                break;
            }
        }
    });
    for row in 1..=6 {
        sender.send(row).await.expect("somebody receives");
        println!("row {row} is sent at {} s", start.elapsed().as_secs());
    }
    drop(sender);
    consumer.await.expect("it does not panic");
}

//? Two rows find room at once. The third one waits until the consumer takes the first, at 3 s, and from then on each row waits
//? for the one two places before it. The producer has become as slow as the consumer. With `unbounded_channel` all six would be
//? sent at 0 s, and would wait in memory.
