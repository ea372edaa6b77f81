//! A future that is never awaited. The warning is turned into an error, so that trybuild reports it.

#![deny(unused_must_use)]

async fn save() {}

// ANCHOR: never_awaited
#[tokio::main(flavor = "current_thread")]
async fn main() {
    save();
}
// ANCHOR_END: never_awaited
