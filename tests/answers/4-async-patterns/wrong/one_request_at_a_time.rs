//! Fails: serve_until::handles_each_request_when_it_comes
//! Says: a request waits for the handlers of others
//! The handler is awaited in the loop that accepts.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::pin::pin;
use std::time::Duration;
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
    let mut requests = pin!(requests);
    while let Some(Some(request)) = shutdown.run_until_cancelled(requests.next()).await {
        match tokio::time::timeout(grace.max(Duration::from_secs(1000)), tokio::spawn(handler(request))).await {
            Ok(Ok(())) => served.finished += 1,
            Ok(Err(_)) => served.panicked += 1,
            Err(_) => served.aborted += 1,
        }
    }
    served
}
