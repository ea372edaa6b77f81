//! Calls an async function, and does not await what it gives.

use std::cell::Cell;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let printed = Cell::new("nothing");
    let save = async || printed.set("saved");
    drop(save());
    println!("{}", printed.get());
}
