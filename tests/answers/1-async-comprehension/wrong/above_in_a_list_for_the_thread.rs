//! Fails: above::keeps_two_calls_apart
//! Says: share
//! Two calls at the same time share the list.

pub use solution::*;

use std::cell::RefCell;

use futures::{Stream, StreamExt as _};

thread_local! {
    static KEPT: RefCell<Vec<f64>> = const { RefCell::new(Vec::new()) };
}

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    KEPT.take();
    let mut numbers = std::pin::pin!(numbers);
    while let Some(number) = numbers.next().await {
        if number > threshold {
            KEPT.with_borrow_mut(|kept| kept.push(number));
        }
    }
    KEPT.take()
}
