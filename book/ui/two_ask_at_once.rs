//! Two futures that poll one stream at the same time: a `RuntimeError` in Python.

use futures::{StreamExt as _, future, stream};

// ANCHOR: two_ask_at_once
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut numbers = stream::iter([1, 2, 3]);
    future::join(numbers.next(), numbers.next()).await;
}
// ANCHOR_END: two_ask_at_once
