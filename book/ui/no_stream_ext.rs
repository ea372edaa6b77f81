//! `next` without the trait `StreamExt` in scope.

use futures::stream;

// ANCHOR: no_stream_ext
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut numbers = stream::iter([1, 2, 3]);
    numbers.next().await;
}
// ANCHOR_END: no_stream_ext
