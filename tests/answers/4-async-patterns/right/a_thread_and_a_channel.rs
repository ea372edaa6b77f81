//! Task: stoppable
//! A thread of the standard library, and a channel for the result or the panic.

pub use solution::*;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

pub async fn stoppable<T: Send + 'static>(work: impl FnOnce(&CancellationToken) -> T + Send + 'static) -> T {
    let token = CancellationToken::new();
    let of_work = token.clone();
    let _cancels = token.drop_guard();
    let (sender, receiver) = oneshot::channel();
    std::thread::spawn(move || {
        let _ = sender.send(catch_unwind(AssertUnwindSafe(|| work(&of_work))));
    });
    receiver.await.expect("the thread sends in any case").unwrap_or_else(|panic| resume_unwind(panic))
}
