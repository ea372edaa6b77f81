//! Fails: async_comprehension::takes_ten_seconds
//! Says: the thread is blocked
//! `std::thread::sleep` between numbers that are drawn by hand.

pub use solution::*;

use std::time::Duration;

pub async fn async_comprehension() -> Vec<f64> {
    std::thread::sleep(Duration::from_millis(600));
    rand::random_iter::<f64>().take(10).map(|number| number * 10.0).collect()
}
