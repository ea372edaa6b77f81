//! Fails: async_comprehension::collects_ten_numbers_from_0_to_10
//! Says: it draws numbers of its own
//! Waits and draws on its own instead of collecting the stream.

pub use solution::*;

pub async fn async_comprehension() -> Vec<f64> {
    let mut numbers = Vec::with_capacity(10);
    for _ in 0..10 {
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        numbers.push(rand::random_range(0.0..10.0));
    }
    numbers
}
