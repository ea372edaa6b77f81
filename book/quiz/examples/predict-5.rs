//! Six rows through a channel with room for two, and a consumer that takes one every three seconds.

use std::time::Duration;

use futures::future;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (sender, mut receiver) = mpsc::channel(2);
    let start = Instant::now();
    let producer = async move {
        for row in 1..=6 {
            sender.send(row).await.expect("somebody receives");
        }
        println!("at {} s", start.elapsed().as_secs());
    };
    let consumer = async {
        loop {
            sleep(Duration::from_secs(3)).await;
            if receiver.recv().await.is_none() {
                break;
            }
        }
    };
    future::join(producer, consumer).await;
}
