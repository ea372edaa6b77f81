//! Fails: sum_streamed::reads_the_stream_to_its_end
//! Says: stays as it is, such as NaN
//! Once the sum is `NaN`, it stays so. So the rest of the stream is not read.

pub use solution::*;

use std::pin::pin;

use futures::{Stream, StreamExt as _};

pub async fn sum_streamed(numbers: impl Stream<Item = f64>) -> f64 {
    let mut numbers = pin!(numbers);
    let mut sum = 0.0_f64;
    while let Some(number) = numbers.next().await {
        sum += number;
        if sum.is_nan() {
            break;
        }
    }
    sum
}
