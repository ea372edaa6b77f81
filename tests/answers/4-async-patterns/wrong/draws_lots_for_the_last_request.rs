//! Fails: serve_until::polls_no_request_after_the_shutdown
//! Says: `select!` draws lots between a request that is ready and the shutdown
//! Without `biased`, requests are accepted after the shutdown.

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
    let mut requests = pin!(requests);
    let until_shutdown = async_stream(&mut requests, shutdown);
    solution::serve_until(until_shutdown, shutdown, grace, handler).await
}

/// Yields requests until the shutdown wins.
fn async_stream<'a, R, S: Stream<Item = R>>(
    requests: &'a mut std::pin::Pin<&mut S>,
    shutdown: &'a CancellationToken,
) -> impl Stream<Item = R> + 'a
where
    R: 'a,
{
    let batches = futures::stream::unfold(requests, async move |requests| {
        // It takes what is there in one go.
        let mut batch = Vec::new();
        loop {
            tokio::select! {
                () = shutdown.cancelled() => break,
                request = requests.next() => match request {
                    Some(request) => batch.push(request),
                    None => break,
                },
            }
        }
        if batch.is_empty() { None } else { Some((futures::stream::iter(batch), requests)) }
    });
    batches.flatten()
}
