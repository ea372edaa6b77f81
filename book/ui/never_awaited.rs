//! A future that nobody awaits. It is a warning; here it is made an error, so that it can be shown.

#![deny(unused_must_use)]

async fn save() {}

// ANCHOR: never_awaited
#[tokio::main(flavor = "current_thread")]
async fn main() {
    save();
}
// ANCHOR_END: never_awaited
