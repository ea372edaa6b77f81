//! Fails: async_comprehension::leaves_the_numbers_in_their_order
//! Says: order
//! The numbers are given in reverse.

pub use solution::*;

pub async fn async_comprehension() -> Vec<f64> {
    let mut numbers = solution::async_comprehension().await;
    numbers.reverse();
    numbers
}
