//! Chapter 5: a fast producer sends five rows through a channel with room for one, and the consumer takes a row every two
//! seconds, the first at 2 s. After how many seconds has the last row been sent, and after how many been received?

use std::time::Duration;

use futures::future::join;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (sender, mut receiver) = mpsc::channel(1);
    let start = Instant::now();
    let producer = async move {
        for row in 1..=5 {
            sender.send(row).await.expect("somebody receives");
        }
        start.elapsed().as_secs()
    };
    let consumer = async {
        for _ in 1..=5 {
            sleep(Duration::from_secs(2)).await;
            receiver.recv().await;
        }
        start.elapsed().as_secs()
    };
    let (sent, received) = join(producer, consumer).await;
    println!("sent after {sent} s");
    println!("received after {received} s");
}

//? The first row has room at once. Each other one waits until the row before it is taken: the fifth is sent when the fourth is
//? received, at 8 s. The consumer receives it at 10 s. The bound makes the producer as slow as the consumer.
