//! A future that nobody awaits. It is a warning; here it is made an error, so that it can be shown.

#![deny(unused_must_use)]

async fn save() {}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: never_awaited
    save();
    // ANCHOR_END: never_awaited
}
