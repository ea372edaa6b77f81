//! Fails: serve_until::polls_no_request_after_the_shutdown
//! Says: `select!` draws lots between a request that is ready and the shutdown
//! Without `biased`, requests are accepted after the shutdown.

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
            () = shutdown.cancelled() => break,
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
