//! Fails: async_comprehension::gives_other_numbers_each_time
//! Says: each run gives the same
//! It waits as long as it should, and returns hard-coded numbers.

pub use solution::*;

use std::time::Duration;

pub async fn async_comprehension() -> Vec<f64> {
    tokio::time::sleep(Duration::from_secs(10)).await;
    vec![4.1, 9.2, 0.3, 7.4, 5.5, 2.6, 8.7, 1.8, 6.9, 3.0]
}
