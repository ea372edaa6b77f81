//! A stream could make ten squares, and three are collected. How many does it make? (Chapter 0.)

use std::cell::Cell;

use async_stream::stream;
use futures::StreamExt as _;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (made, ended) = (&Cell::new(0), &Cell::new(false));
    let squares = stream! {
        for number in 1..=10 {
            made.set(made.get() + 1);
            yield number * number;
        }
        ended.set(true);
    };
    let first: Vec<u32> = squares.take(3).collect().await;
    println!("collected: {first:?}");
    println!("made: {}", made.get());
    println!("came to its end: {}", ended.get());
}

//? Each item is made when it is asked for. `take(3)` asks three times and then ends by itself, so the stream stops at its
//? third `yield`. There it is dropped, and the code after the loop never runs.
