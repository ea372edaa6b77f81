//! Fails: serve_until::a_panic_of_the_call_goes_on_and_takes_the_handlers_with_it
//! Says: a panic of the call is caught
//! The call of the handler is guarded like its future, and the request is counted.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

fn count(served: &mut Served, ended: Result<(), tokio::task::JoinError>) {
    match ended {
        Ok(()) => served.finished += 1,
        Err(error) if error.is_panic() => served.panicked += 1,
        Err(_) => served.aborted += 1,
    }
}

pub async fn serve_until<R, H>(
    requests: impl Stream<Item = R>,
    shutdown: &CancellationToken,
    grace: Duration,
    handler: impl Fn(R) -> H,
) -> Served
where
    H: Future<Output = ()> + Send + 'static,
{
    let (mut requests, mut tasks) = (pin!(requests), JoinSet::new());
    let (mut served, mut open) = (Served::default(), true);
    while open || !tasks.is_empty() {
        tokio::select! {
            biased;
            () = shutdown.cancelled() => break,
            Some(ended) = tasks.join_next() => count(&mut served, ended),
            request = requests.next(), if open => match request {
                Some(request) => match catch_unwind(AssertUnwindSafe(|| handler(request))) {
                    Ok(handling) => drop(tasks.spawn(handling)),
                    Err(_) => served.panicked += 1,
                },
                None => open = false,
            },
        }
    }

    let rest = async {
        while let Some(ended) = tasks.join_next().await {
            count(&mut served, ended);
        }
    };
    let _ = tokio::time::timeout(grace, rest).await;
    tasks.abort_all();
    while let Some(ended) = tasks.join_next().await {
        count(&mut served, ended);
    }
    served
}
