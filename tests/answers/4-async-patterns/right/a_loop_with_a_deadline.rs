//! Task: serve_until
//! One loop for all: after the shutdown there is a deadline instead of requests.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::pin::pin;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

pub async fn serve_until<R, H>(
    requests: impl Stream<Item = R>,
    shutdown: &CancellationToken,
    grace: Duration,
    handler: impl Fn(R) -> H,
) -> Served
where
    H: Future<Output = ()> + Send + 'static,
{
    let mut served = Served::default();
    let mut tasks = JoinSet::new();
    let mut requests = Box::pin(requests);
    let (mut is_open, mut deadline) = (true, None);
    loop {
        if deadline.is_none() && shutdown.is_cancelled() {
            is_open = false;
            deadline = Some(Box::pin(sleep(grace)));
        }
        if !is_open && tasks.is_empty() {
            return served;
        }
        tokio::select! {
            biased;
            _ = shutdown.cancelled(), if deadline.is_none() => {}
            Some(ended) = tasks.join_next() => match ended {
                Ok(()) => served.finished += 1,
                Err(error) if error.is_cancelled() => served.aborted += 1,
                Err(_) => served.panicked += 1,
            },
            request = requests.next(), if is_open => match request {
                Some(request) => _ = tasks.spawn(handler(request)),
                None => is_open = false,
            },
            _ = async { if let Some(deadline) = deadline.as_mut() { deadline.await } }, if deadline.is_some() => {
                deadline = Some(Box::pin(sleep(Duration::MAX)));
                tasks.abort_all();
            }
        }
    }
}
