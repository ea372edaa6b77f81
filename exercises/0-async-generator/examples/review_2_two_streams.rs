//! Each stream waits a second before each of its numbers. How long does it take to read both, in these two ways?

use std::time::Duration;

use async_stream::stream;
use futures::{Stream, StreamExt, future};
use tokio::time::{Instant, sleep};

fn numbers(count: u32) -> impl Stream<Item = u32> {
    stream! {
        for number in 0..count {
            sleep(Duration::from_secs(1)).await;
            yield number;
        }
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    numbers(3).chain(numbers(2)).for_each(async |_| ()).await;
    println!("one stream after the other: {} s", start.elapsed().as_secs());

    let start = Instant::now();
    future::join(numbers(3).for_each(async |_| ()), numbers(2).for_each(async |_| ())).await;
    println!("both at the same time: {} s", start.elapsed().as_secs());
}

//? `chain` asks the second stream for nothing until the first one has ended, so its first second begins only then: 3 + 2
//? seconds. `join` polls both futures, so the seconds of both streams pass at the same time, and the longer one decides.
