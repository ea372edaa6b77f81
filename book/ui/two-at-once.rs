use futures::{StreamExt, future, stream};

async fn two_at_once() {
    // ANCHOR: shown
    let mut numbers = stream::iter([1, 2, 3]);
    let one = numbers.next();
    let other = numbers.next();
    future::join(one, other).await;
    // ANCHOR_END: shown
}

fn main() {
    drop(two_at_once());
}
