//! Fails: async_comprehension::gives_other_numbers_each_time
//! Says: numbers are rounded, or taken from a list
//! Always the same ten, in another order each time.

pub use solution::*;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

pub async fn async_comprehension() -> Vec<f64> {
    static RUN: AtomicUsize = AtomicUsize::new(0);
    let mut numbers = vec![4.1, 9.2, 0.3, 7.4, 5.5, 2.6, 8.7, 1.8, 6.9, 3.0];
    numbers.rotate_left(RUN.fetch_add(1, Ordering::Relaxed) % 10);
    tokio::time::sleep(Duration::from_secs(10)).await;
    numbers
}
