//! The stream waits a second before each number, and the reader gives up after 0.4 s. What does it get later, and when?

use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::StreamExt;
use tokio::time::{Instant, sleep, timeout};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    let mut numbers = pin!(stream! {
        for number in 1..=2 {
            sleep(Duration::from_secs(1)).await;
            yield number;
        }
    });
    let first = timeout(Duration::from_millis(400), numbers.next()).await;
    println!("a number within 0.4 s: {}", first.is_ok());
    sleep(Duration::from_millis(300)).await;
    let number = numbers.next().await;
    println!("the number {} after {} s", number.unwrap_or_default(), start.elapsed().as_secs_f64());
}

//? The timeout dropped the future of `next`, and not the stream: the `sleep` that began at 0 s is part of the stream, and
//? still there. So the first number is not lost, and comes after one second in all. The second would begin anew if the
//? `sleep` were made by `next`.
