//! Fails: async_comprehension::leaves_the_numbers_in_their_order
//! Says: order
//! The first number is given last.

pub use solution::*;

pub async fn async_comprehension() -> Vec<f64> {
    let mut numbers = solution::async_comprehension().await;
    numbers.rotate_left(1);
    numbers
}
