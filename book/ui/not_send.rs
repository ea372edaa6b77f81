//! An `Rc` that is held across an `await`, in a task that may go to another thread.

use std::rc::Rc;

// ANCHOR: not_send
async fn count() -> usize {
    let names = Rc::new(["Ada", "Grace"]);
    tokio::task::yield_now().await;
    names.len()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let _ = tokio::spawn(count()).await;
}
// ANCHOR_END: not_send
