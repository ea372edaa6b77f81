//! Task: running_mean
//! Kahan's sum, which keeps what each addition loses.

pub use solution::*;

use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    let (mut sum, mut lost, mut count) = (0.0, 0.0, 0_u64);
    numbers.map(move |number| {
        count += 1;
        let corrected = number - lost;
        let next: f64 = sum + corrected;
        lost = (next - sum) - corrected;
        sum = next;
        sum / count as f64
    })
}
