//! Fails: async_comprehension::gives_other_numbers_each_time
//! Says: drawn from a fixed seed
//! `seeded` is another generator.

pub use solution::*;

use futures::StreamExt as _;

pub async fn async_comprehension() -> Vec<f64> {
    async_generator::seeded(7).collect().await
}
