//! Task: cancellable
//! A `poll_fn` that asks the work first.

pub use solution::*;

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use tokio_util::sync::CancellationToken;

pub async fn cancellable<T>(
    token: &CancellationToken,
    work: impl Future<Output = T>,
    cleanup: impl AsyncFnOnce(),
) -> Option<T> {
    let result = {
        let (mut work, mut cancelled) = (pin!(work), pin!(token.cancelled()));
        let mut is_first = true;
        poll_fn(|cx| {
            if std::mem::take(&mut is_first) && token.is_cancelled() {
                return Poll::Ready(None);
            }
            match work.as_mut().poll(cx) {
                Poll::Ready(result) => Poll::Ready(Some(result)),
                Poll::Pending => cancelled.as_mut().poll(cx).map(|()| None),
            }
        })
        .await
    };
    match result {
        Some(result) => Some(result),
        None => {
            cleanup().await;
            None
        }
    }
}
