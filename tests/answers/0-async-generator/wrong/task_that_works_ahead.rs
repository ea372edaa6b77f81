//! Fails: async_generator::begins_each_second_when_the_number_is_asked_for
//! Says: a spawned task works ahead
//! From the first poll on, a task fills a channel that nothing holds back.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::channel::mpsc;
use futures::{Stream, StreamExt};
use tokio::task::JoinSet;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        let (sender, mut given) = mpsc::unbounded();
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            for _ in 0..10 {
                sleep(Duration::from_secs(1)).await;
                if sender.unbounded_send(rand::random_range(0.0..10.0)).is_err() {
                    return;
                }
            }
        });
        while let Some(number) = given.next().await {
            yield number;
        }
    }
}
