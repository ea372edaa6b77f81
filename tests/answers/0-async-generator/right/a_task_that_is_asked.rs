//! Task: async_generator
//! A task and two channels: it draws only when it is asked, and ends with the stream.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::channel::{mpsc, oneshot};
use futures::{Stream, StreamExt};
use tokio::task::JoinSet;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        let (mut ask, mut asked) = mpsc::channel::<oneshot::Sender<f64>>(0);
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            while let Some(answer) = asked.next().await {
                sleep(Duration::from_secs(1)).await;
                // Whoever asked may be gone.
                let _ = answer.send(rand::random_range(0.0..10.0));
            }
        });
        for _ in 0..10 {
            let (answer, number) = oneshot::channel();
            if ask.try_send(answer).is_ok() && let Ok(number) = number.await {
                yield number;
            }
        }
    }
}
