//! Fails: stoppable::dropped_it_cancels_the_token_and_not_before
//! Says: there is a limit of time
//! After a minute it cancels the token, "so that nothing hangs".

pub use solution::*;

use std::panic::resume_unwind;
use std::time::Duration;
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;

pub async fn stoppable<T: Send + 'static>(work: impl FnOnce(&CancellationToken) -> T + Send + 'static) -> T {
    let token = CancellationToken::new();
    let child = token.clone();
    let stop = token.clone();
    let _guard = token.drop_guard();
    let mut handle = spawn_blocking(move || work(&child));
    let done = match tokio::time::timeout(Duration::from_secs(60), &mut handle).await {
        Ok(done) => done,
        Err(_) => {
            stop.cancel();
            handle.await
        }
    };
    done.unwrap_or_else(|error| resume_unwind(error.into_panic()))
}
