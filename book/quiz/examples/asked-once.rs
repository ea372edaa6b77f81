//! Asks a stream for one item, and counts the numbers that it has drawn.

use std::cell::Cell;
use std::pin::pin;

use async_stream::stream;
use futures::StreamExt as _;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let drawn = &Cell::new(0);
    let mut numbers = pin!(stream! {
        for number in 1..=3 {
            drawn.set(drawn.get() + 1);
            yield number;
        }
    });
    numbers.next().await;
    println!("{}", drawn.get());
}
