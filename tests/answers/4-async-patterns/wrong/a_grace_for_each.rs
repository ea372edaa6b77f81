//! Fails: serve_until::waits_for_what_is_under_way_but_not_longer_than_the_grace
//! Says: the grace is for each of them
//! The bound begins anew with every handler that ends.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::pin::pin;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::timeout;
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
    while let Some(Some(request)) = shutdown.run_until_cancelled(requests.next()).await {
        tasks.spawn(handler(request));
    }
    let mut served = Served::default();
    while let Ok(Some(ended)) = timeout(grace, tasks.join_next()).await {
        match ended {
            Ok(()) => served.finished += 1,
            Err(_) => served.panicked += 1,
        }
    }
    served.aborted = tasks.len();
    tasks.shutdown().await;
    served
}
