//! Fails: serve_until::waits_for_what_is_under_way_but_not_longer_than_the_grace
//! Says: counted as something else
//! After the shutdown, every handler that did not finish counts as aborted, one that panicked too.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::pin::pin;
use std::time::Duration;
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

fn count(served: &mut Served, ended: Result<(), JoinError>) {
    match ended {
        Ok(()) => served.finished += 1,
        Err(_) => served.panicked += 1,
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
    let mut requests = pin!(requests);
    let mut tasks = JoinSet::new();
    let mut served = Served::default();
    let mut open = true;
    while open || !tasks.is_empty() {
        tokio::select! {
            biased;
            () = shutdown.cancelled() => break,
            Some(ended) = tasks.join_next() => count(&mut served, ended),
            request = requests.next(), if open => match request {
                Some(request) => { tasks.spawn(handler(request)); }
                None => open = false,
            },
        }
    }
    let accepted = tasks.len();
    let mut finished = 0;
    let drained = tokio::time::timeout(grace, async {
        while let Some(ended) = tasks.join_next().await {
            finished += usize::from(ended.is_ok());
        }
    })
    .await;
    if drained.is_err() {
        tasks.abort_all();
        while let Some(ended) = tasks.join_next().await {
            finished += usize::from(ended.is_ok());
        }
    }
    served.finished += finished;
    served.aborted = accepted - finished;
    served
}
