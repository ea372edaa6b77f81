//! Task: sum_streamed
//! It lets other tasks run now and then.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn sum_streamed(numbers: impl Stream<Item = f64>) -> f64 {
    let mut numbers = std::pin::pin!(numbers.enumerate());
    let mut sum = 0.0;
    while let Some((index, number)) = numbers.next().await {
        sum += number;
        if index % 1000 == 999 {
            tokio::task::yield_now().await;
        }
    }
    sum
}
