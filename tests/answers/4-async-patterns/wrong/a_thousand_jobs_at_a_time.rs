//! Fails: run_all::runs_all_jobs_at_the_same_time
//! Says: there is a limit
//! No more than a thousand tasks at once, "to be safe".

pub use solution::*;

use futures::{StreamExt as _, stream};
use tokio_util::task::AbortOnDropHandle;

pub async fn run_all<T>(jobs: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>) -> Vec<Outcome<T>>
where
    T: Send + 'static,
{
    stream::iter(jobs.into_iter().map(|job| async move {
        match AbortOnDropHandle::new(tokio::spawn(job)).await {
            Ok(value) => Outcome::Done(value),
            Err(error) => {
                let payload = error.into_panic();
                Outcome::Panicked(
                    payload
                        .downcast_ref::<&'static str>()
                        .map(|text| (*text).to_owned())
                        .or_else(|| payload.downcast_ref::<String>().cloned())
                        .unwrap_or_else(|| "unknown panic".to_owned()),
                )
            }
        }
    }))
    .buffered(1000)
    .collect()
    .await
}
