//! Task: running_mean
//! Each addition keeps what it loses, in a second number, inside of `map`.

pub use solution::*;

use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    let (mut sum, mut lost, mut count) = (0.0_f64, 0.0, 0_u32);
    numbers.fuse().map(move |number| {
        let next = sum + number;
        let of_sum = next - number;
        lost += (sum - of_sum) + (number - (next - of_sum));
        sum = next;
        count += 1;
        (sum + lost) / f64::from(count)
    })
}
