//! Task: serve_until
//! The handles are in a `FuturesUnordered`, and count when they are there.

pub use solution::*;

use futures::stream::FuturesUnordered;
use futures::{Stream, StreamExt as _};
use std::pin::pin;
use std::time::Duration;
use tokio::task::JoinError;
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
    let (mut handles, mut served) = (FuturesUnordered::new(), Served::default());
    let mut count = |ended: Result<(), JoinError>| match ended {
        Ok(()) => served.finished += 1,
        Err(error) if error.is_panic() => served.panicked += 1,
        Err(_) => served.aborted += 1,
    };
    {
        let (mut requests, mut is_open) = (pin!(requests), true);
        while is_open || !handles.is_empty() {
            tokio::select! {
                biased;
                () = shutdown.cancelled() => break,
                Some(ended) = handles.next() => count(ended),
                request = requests.next(), if is_open => match request {
                    Some(request) => handles.push(AbortOnDropHandle::new(tokio::spawn(handler(request)))),
                    None => is_open = false,
                },
            }
        }
    }
    let mut over = pin!(sleep(grace));
    loop {
        tokio::select! {
            biased;
            ended = handles.next() => match ended {
                Some(ended) => count(ended),
                None => break,
            },
            () = &mut over => {
                handles.iter().for_each(AbortOnDropHandle::abort);
                while let Some(ended) = handles.next().await {
                    count(ended);
                }
                break;
            }
        }
    }
    served
}
