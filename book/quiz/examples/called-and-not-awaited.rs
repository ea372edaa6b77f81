//! Calls an async function without awaiting its future.

use std::cell::Cell;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let printed = Cell::new("nothing");
    let save = async || printed.set("saved");
    drop(save());
    println!("{}", printed.get());
}
