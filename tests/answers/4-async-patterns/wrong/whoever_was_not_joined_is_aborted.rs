//! Fails: serve_until::counts_each_request_by_its_own_end
//! Says: was not joined when the time was over
//! When the time is over, every task that was not joined yet counts as aborted, also if it has ended.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::pin::pin;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

fn count(served: &mut Served, ended: Result<(), tokio::task::JoinError>) {
    match ended {
        Ok(()) => served.finished += 1,
        Err(error) if error.is_panic() => served.panicked += 1,
        Err(_) => served.aborted += 1,
    }
}

pub async fn serve_until<R, H>(
    requests: impl Stream<Item = R>,
    shutdown: &CancellationToken,
    grace: Duration,
    handler: impl Fn(R) -> H,
) -> Served
where
    H: Future<Output = ()> + Send + 'static,
{
    let (mut requests, mut tasks) = (pin!(requests), JoinSet::new());
    let (mut served, mut open) = (Served::default(), true);
    while open || !tasks.is_empty() {
        tokio::select! {
            biased;
            () = shutdown.cancelled() => break,
            Some(ended) = tasks.join_next() => count(&mut served, ended),
            request = requests.next(), if open => match request {
                Some(request) => drop(tasks.spawn(handler(request))),
                None => open = false,
            },
        }
    }

    let mut bound = pin!(tokio::time::sleep(grace));
    loop {
        tokio::select! {
            biased;
            () = &mut bound => break,
            ended = tasks.join_next() => match ended {
                Some(ended) => count(&mut served, ended),
                None => break,
            },
        }
    }
    served.aborted = tasks.len();
    tasks.shutdown().await;
    served
}
