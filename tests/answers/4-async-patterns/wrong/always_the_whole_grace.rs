//! Fails: serve_until::returns_as_soon_as_all_is_done_after_the_shutdown
//! Says: it waits for the whole grace
//! A sleep before the end, as in a script that waits "to be safe".

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
    }
    tokio::time::sleep(grace).await;
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
