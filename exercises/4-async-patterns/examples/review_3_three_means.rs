//! A stream of numbers feeds a stream of their sums, of which three are taken. How many numbers are made? (Chapter 0.)

use std::cell::Cell;

use futures::{StreamExt as _, future, stream};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let made = Cell::new(0);
    let numbers = stream::iter(1..=100).inspect(|_| made.set(made.get() + 1));
    let sums = numbers.scan(0, |sum, number| {
        *sum += number;
        future::ready(Some(*sum))
    });
    println!("before the first poll, numbers made: {}", made.get());
    let taken: Vec<u32> = sums.take(3).collect().await;
    println!("the last of three sums: {}", taken[2]);
    println!("numbers made: {}", made.get());
}

//? Nothing is made before somebody asks. Each sum needs one number, and `take(3)` asks three times: 1, 1 + 2, 1 + 2 + 3.
