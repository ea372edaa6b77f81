//! Fails: async_generator::waits_one_second_before_each_of_ten_numbers
//! Says: all numbers are collected first and then given at once
//! A list is filled, second by second, and then given.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        let mut numbers: Vec<f64> = Vec::new();
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            numbers.push(rand::random_range(0.0..10.0));
        }
        for number in numbers {
            yield number;
        }
    }
}
