//! Fails: serve_until::after_the_end_of_the_requests_it_waits_for_all_unless_it_is_shut_down
//! Says: the end of the requests is taken for a shutdown
//! The grace begins when the requests end, although nobody is in a hurry.

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
    while let Some(Some(request)) = shutdown.run_until_cancelled(requests.next()).await {
        tasks.spawn(handler(request));
        if shutdown.is_cancelled() {
            break;
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
