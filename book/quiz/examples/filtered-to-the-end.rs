//! The number of items that a stream asks its input for.

use futures::{StreamExt as _, future, stream};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut asked = 0;
    let numbers = stream::iter(1..=10).inspect(|_| asked += 1);
    numbers.filter(|number| future::ready(*number > 5)).take(2).collect::<Vec<_>>().await;
    println!("{asked}");
}
