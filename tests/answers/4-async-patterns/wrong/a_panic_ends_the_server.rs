//! Fails: serve_until::a_handler_that_panics_is_counted_and_takes_nothing_with_it
//! Says: the error of the task is unwrapped
//! One bad request takes the whole server down.

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
    let mut served = Served::default();
    let mut is_open = true;
    while is_open || !tasks.is_empty() {
        tokio::select! {
            biased;
            () = shutdown.cancelled() => break,
            Some(ended) = tasks.join_next() => {
                ended.unwrap();
                served.finished += 1;
            }
            request = requests.next(), if is_open => match request {
                Some(request) => _ = tasks.spawn(handler(request)),
                None => is_open = false,
            },
        }
    }
    let rest = async {
        while let Some(ended) = tasks.join_next().await {
            ended.unwrap();
            served.finished += 1;
        }
    };
    let _ = tokio::time::timeout(grace, rest).await;
    served.aborted = tasks.len();
    tasks.shutdown().await;
    served
}
