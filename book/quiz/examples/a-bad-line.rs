//! Counts the lines that are pulled before the first error.

use std::cell::Cell;

use futures::{StreamExt as _, TryStreamExt as _, stream};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let pulled = Cell::new(0);
    let lines = stream::iter(["1", "x", "3"]).inspect(|_| pulled.set(pulled.get() + 1));
    let numbers: Result<Vec<u32>, _> = lines.map(str::parse::<u32>).try_collect().await;
    assert!(numbers.is_err());
    println!("{}", pulled.get());
}
