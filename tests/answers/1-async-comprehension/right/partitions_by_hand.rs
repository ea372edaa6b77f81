//! Task: above
//! A `scan` that never ends, and `flatten`.

pub use solution::*;

use futures::{Stream, StreamExt as _, stream};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    let kept =
        numbers.scan((), |(), number| std::future::ready(Some(stream::iter((number > threshold).then_some(number)))));
    kept.flatten().collect().await
}
