//! The stream waits a second before its number. It is made at 0 s, and first asked at 5 s. When does the number come?

use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::{Stream, StreamExt};
use tokio::time::{Instant, sleep};

fn in_the_stream() -> impl Stream<Item = u32> {
    stream! {
        sleep(Duration::from_secs(1)).await;
        yield 1;
    }
}

fn before_the_stream() -> impl Stream<Item = u32> {
    let second = sleep(Duration::from_secs(1));
    stream! {
        second.await;
        yield 1;
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    let (mut one, mut other) = (pin!(in_the_stream()), pin!(before_the_stream()));
    sleep(Duration::from_secs(5)).await;
    one.next().await;
    println!("in the stream: at {} s", start.elapsed().as_secs());
    let start_of_other = Instant::now();
    other.next().await;
    println!("before the stream: {} s after it was asked", start_of_other.elapsed().as_secs());
}

//? The code in `stream!` does not run before the first poll, so its `sleep` begins when it is asked at 5 s. The other
//? function runs at once up to its `stream!`: a `Sleep` counts from when it is made, even if nobody polls it, and was over
//? at 1 s.
