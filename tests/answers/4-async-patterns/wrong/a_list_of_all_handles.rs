//! Fails: serve_until::keeps_nothing_of_requests_that_have_ended
//! Says: tasks that have ended are kept
//! A list of all handles, which are awaited at the shutdown: until then it grows with each request.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::pin::pin;
use std::time::Duration;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

pub async fn serve_until<R, H>(
    requests: impl Stream<Item = R>,
    shutdown: &CancellationToken,
    grace: Duration,
    handler: impl Fn(R) -> H,
) -> Served
where
    H: Future<Output = ()> + Send + 'static,
{
    let mut handles = Vec::new();
    {
        let mut requests = pin!(requests);
        while let Some(Some(request)) = shutdown.run_until_cancelled(requests.next()).await {
            handles.push(AbortOnDropHandle::new(tokio::spawn(handler(request))));
            if shutdown.is_cancelled() {
                break;
            }
        }
    }
    let mut over = pin!(async {
        shutdown.cancelled().await;
        sleep(grace).await;
    });
    let mut served = Served::default();
    let mut is_over = false;
    for mut handle in handles {
        let ended = if is_over {
            handle.abort();
            handle.await
        } else {
            tokio::select! {
                biased;
                ended = &mut handle => ended,
                () = &mut over => {
                    is_over = true;
                    handle.abort();
                    handle.await
                }
            }
        };
        match ended {
            Ok(()) => served.finished += 1,
            Err(error) if error.is_panic() => served.panicked += 1,
            Err(_) => served.aborted += 1,
        }
    }
    served
}
