//! Fails: async_comprehension::keeps_two_calls_apart
//! Says: calls share something
//! All calls take turns at one lock.

pub use solution::*;

use async_generator::async_generator;
use futures::StreamExt as _;
use tokio::sync::Mutex;

static TURN: Mutex<()> = Mutex::const_new(());

pub async fn async_comprehension() -> Vec<f64> {
    let _turn = TURN.lock().await;
    async_generator().collect().await
}
