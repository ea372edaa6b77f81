//! Fails: running_mean::stays_accurate_over_ten_thousand_numbers
//! Says: the numbers so far do not count equally
//! Only a thousand numbers are kept.

use std::collections::VecDeque;
use std::pin::pin;

pub use solution::*;

use async_stream::stream;
use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream! {
        let mut numbers = pin!(numbers);
        let mut kept: VecDeque<f64> = VecDeque::new();
        while let Some(number) = numbers.next().await {
            if kept.len() == 1000 {
                kept.pop_front();
            }
            kept.push_back(number);
            yield kept.iter().sum::<f64>() / kept.len() as f64;
        }
    }
}
