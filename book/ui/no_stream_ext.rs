//! `next` without the trait that has it.

use futures::stream;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: no_stream_ext
    let mut numbers = stream::iter([1, 2, 3]);
    numbers.next().await;
    // ANCHOR_END: no_stream_ext
}
