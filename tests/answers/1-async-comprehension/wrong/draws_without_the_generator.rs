//! Fails: async_comprehension::takes_ten_seconds
//! Says: the stream is not read
//! Ten numbers of its own, at once.

pub use solution::*;

pub async fn async_comprehension() -> Vec<f64> {
    rand::random_iter::<f64>().take(10).map(|number| number * 10.0).collect()
}
