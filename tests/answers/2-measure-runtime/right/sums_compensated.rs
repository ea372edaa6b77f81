//! Task: sum_streamed
//! Kahan summation: it keeps the digits that an addition loses, as long as they are finite.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn sum_streamed(numbers: impl Stream<Item = f64>) -> f64 {
    let add = async |(sum, lost): (f64, f64), number: f64| {
        let more: f64 = number - lost;
        let next: f64 = sum + more;
        let lost = (next - sum) - more;
        (next, if lost.is_finite() { lost } else { 0.0 })
    };
    numbers.fold((0.0, 0.0), add).await.0
}
