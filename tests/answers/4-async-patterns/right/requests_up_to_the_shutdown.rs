//! Task: serve_until
//! `take_until` ends the stream of requests, and the handlers count themselves.

pub use solution::*;

use futures::{FutureExt as _, Stream, StreamExt as _};
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
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
    let counts: Arc<[AtomicUsize; 2]> = Arc::default();
    let mut tasks = JoinSet::new();
    let mut accepted = 0;
    let mut requests = pin!(requests.take_until(shutdown.cancelled()));
    while let Some(request) = requests.next().await {
        accepted += 1;
        let (counts, handling) = (counts.clone(), AssertUnwindSafe(handler(request)).catch_unwind());
        tasks.spawn(async move {
            let panicked = usize::from(handling.await.is_err());
            counts[panicked].fetch_add(1, Ordering::Relaxed);
        });
        // A set keeps what has ended until somebody takes it.
        while tasks.try_join_next().is_some() {}
    }
    let all_done = async { while tasks.join_next().await.is_some() {} };
    let grace_is_over = async {
        shutdown.cancelled().await;
        tokio::time::sleep(grace).await;
    };
    tokio::select! {
        biased;
        () = all_done => {}
        () = grace_is_over => {}
    }
    tasks.shutdown().await;
    let [finished, panicked] = [0, 1].map(|kind| counts[kind].load(Ordering::Relaxed));
    Served { finished, panicked, aborted: accepted - finished - panicked }
}
