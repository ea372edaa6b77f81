//! Fails: serve_until::returns_as_soon_as_all_is_done_after_the_shutdown
//! Says: `Instant::now() + grace` overflows
//! "No limit" is often written as `Duration::MAX`.

pub use solution::*;

use futures::Stream;
use std::time::Duration;
use tokio::time::Instant;
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
    let latest = Instant::now() + grace;
    let grace = latest.duration_since(Instant::now());
    solution::serve_until(requests, shutdown, grace, handler).await
}
