//! One stream reads another. Which lines does the program print, and in which order?

use std::pin::pin;

use async_stream::stream;
use futures::{Stream, StreamExt};

fn numbers() -> impl Stream<Item = u32> {
    stream! {
        for number in 1..=4 {
            println!("makes {number}");
            yield number;
        }
    }
}

fn pairs(numbers: impl Stream<Item = u32>) -> impl Stream<Item = u32> {
    stream! {
        let mut numbers = pin!(numbers);
        while let (Some(one), Some(other)) = (numbers.next().await, numbers.next().await) {
            yield one + other;
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut pairs = pin!(pairs(numbers()));
    println!("sum {:?}", pairs.next().await);
    println!("sum {:?}", pairs.next().await);
}

//? Each sum pulls two numbers, one after the other, and nothing is made before it is pulled. Whoever asks at the end of a
//? chain of streams sets the pace of all of them; no number waits in between.
