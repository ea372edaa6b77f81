//! Four lines are parsed, and the third one is no number. How many lines does each way read? (Chapter 1.)

use std::cell::Cell;
use std::num::ParseIntError;

use futures::{StreamExt as _, stream};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let read = Cell::new(0);
    let parsed = || stream::iter(["10", "20", "x", "40"]).inspect(|_| read.set(read.get() + 1)).map(str::parse::<u32>);

    let all: Result<Vec<u32>, ParseIntError> = parsed().collect::<Vec<_>>().await.into_iter().collect();
    println!("collected first: a result of {:?} after {} lines", all.ok(), read.take());

    let all: Result<Vec<u32>, ParseIntError> = futures::TryStreamExt::try_collect(parsed()).await;
    println!("try_collect: a result of {:?} after {} lines", all.ok(), read.take());

    let good: Vec<u32> = parsed().filter_map(async |number| number.ok()).collect().await;
    println!("filter_map: {good:?} after {} lines", read.take());
}

//? `try_collect` ends at the first error and drops the stream there; the numbers before the error are lost with it.
//? Collecting everything first reads all lines and comes to the same result. `filter_map` leaves the error out, which nobody
//? notices.
