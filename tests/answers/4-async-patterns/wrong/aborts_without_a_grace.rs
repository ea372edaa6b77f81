//! Fails: serve_until::waits_for_what_is_under_way_but_not_longer_than_the_grace
//! Says: it does not wait for what is under way
//! The shutdown of a set aborts at once.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::pin::pin;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

pub async fn serve_until<R, H>(
    requests: impl Stream<Item = R>,
    shutdown: &CancellationToken,
    _grace: Duration,
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
    tasks.abort_all();
    let mut served = Served::default();
    while let Some(ended) = tasks.join_next().await {
        match ended {
            Ok(()) => served.finished += 1,
            Err(error) if error.is_panic() => served.panicked += 1,
            Err(_) => served.aborted += 1,
        }
    }
    served
}
