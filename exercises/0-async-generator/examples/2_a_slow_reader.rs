//! The stream waits one second before each number, and the reader takes two seconds for each. At which second does it
//! get each number, and when is it done?

use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::StreamExt;
use tokio::time::{Instant, sleep};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    let mut numbers = pin!(stream! {
        for number in 1..=3 {
            sleep(Duration::from_secs(1)).await;
            yield number;
        }
    });
    while let Some(number) = numbers.next().await {
        println!("{number} at {} s", start.elapsed().as_secs());
        sleep(Duration::from_secs(2)).await;
    }
    println!("done at {} s", start.elapsed().as_secs());
}

//? While the reader works, nobody polls the stream, so its next second does not even begin: 3 s for each number.
//? `await` alone makes nothing concurrent. It marks a place where the program may wait, and starts nothing else.
