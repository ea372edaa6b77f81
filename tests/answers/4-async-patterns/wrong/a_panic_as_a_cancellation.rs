//! Fails: cancellable::a_panic_goes_on_to_the_caller
//! Says: a panic is taken for a cancellation
//! Whatever ends the work early is cleaned up, and the panic is lost.

pub use solution::*;

use futures::FutureExt as _;
use std::panic::AssertUnwindSafe;
use tokio_util::sync::CancellationToken;

pub async fn cancellable<T>(
    token: &CancellationToken,
    work: impl Future<Output = T>,
    cleanup: impl AsyncFnOnce(),
) -> Option<T> {
    let result = token.run_until_cancelled(AssertUnwindSafe(work).catch_unwind()).await;
    match result {
        Some(Ok(result)) => Some(result),
        _ => {
            cleanup().await;
            None
        }
    }
}
