//! A hundred rows through an unbounded and through a bounded channel, and a consumer that is three times slower.

use std::time::Duration;

use futures::future;
use tokio::sync::mpsc;
use tokio::time::sleep;

const SECOND: Duration = Duration::from_secs(1);

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let producer = async move {
        for row in 1..=100 {
            sleep(SECOND).await;
            let _ = sender.send(row);
        }
    };
    let consumer = async {
        let mut most = 0;
        while receiver.recv().await.is_some() {
            sleep(3 * SECOND).await;
            most = most.max(receiver.len());
        }
        most
    };
    let ((), unbounded) = future::join(producer, consumer).await;

    let (sender, mut receiver) = mpsc::channel(2);
    let producer = async move {
        for row in 1..=100 {
            sleep(SECOND).await;
            let _ = sender.send(row).await;
        }
    };
    let consumer = async {
        let mut most = 0;
        while receiver.recv().await.is_some() {
            sleep(3 * SECOND).await;
            most = most.max(receiver.len());
        }
        most
    };
    let ((), bounded) = future::join(producer, consumer).await;
    println!("{unbounded} and {bounded}");
}
