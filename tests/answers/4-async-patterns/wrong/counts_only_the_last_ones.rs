//! Fails: serve_until::waits_for_what_is_under_way_but_not_longer_than_the_grace
//! Says: those that were done before the shutdown are missing in the count
//! While it serves it takes what has ended out of the set, and forgets it.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::pin::pin;
use std::time::Duration;
use tokio::task::JoinSet;
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
    let mut tasks = JoinSet::new();
    let mut requests = pin!(requests);
    loop {
        tokio::select! {
            biased;
            () = shutdown.cancelled() => break,
            Some(_) = tasks.join_next() => {}
            request = requests.next() => match request {
                Some(request) => _ = tasks.spawn(handler(request)),
                None => break,
            },
        }
    }
    let mut served = Served::default();
    let rest = async {
        while let Some(ended) = tasks.join_next().await {
            match ended {
                Ok(()) => served.finished += 1,
                Err(_) => served.panicked += 1,
            }
        }
    };
    let _ = tokio::time::timeout(grace, rest).await;
    served.aborted = tasks.len();
    tasks.shutdown().await;
    served
}
