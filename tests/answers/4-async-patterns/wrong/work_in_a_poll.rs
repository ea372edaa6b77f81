//! Fails: stoppable::gives_the_result_of_work_on_a_thread_that_may_block
//! Says: ran on the async thread
//! The future is never dropped half-way, because its only poll does all of the work.

pub use solution::*;

use tokio_util::sync::CancellationToken;

pub async fn stoppable<T: Send + 'static>(work: impl FnOnce(&CancellationToken) -> T + Send + 'static) -> T {
    let token = CancellationToken::new();
    let _guard = token.clone().drop_guard();
    tokio::task::yield_now().await;
    work(&token)
}
