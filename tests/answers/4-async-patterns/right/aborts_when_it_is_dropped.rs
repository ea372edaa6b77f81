//! Task: run_all
//! A list of handles with a `Drop` of its own.

pub use solution::*;

use futures::future::join_all;
use tokio::task::JoinHandle;

struct Tasks<T>(Vec<JoinHandle<T>>);

impl<T> Drop for Tasks<T> {
    fn drop(&mut self) {
        for task in &self.0 {
            task.abort();
        }
    }
}

pub async fn run_all<T>(jobs: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>) -> Vec<Outcome<T>>
where
    T: Send + 'static,
{
    let mut tasks = Tasks(jobs.into_iter().map(tokio::spawn).collect());
    let ended = join_all(tasks.0.iter_mut()).await;
    let outcome = |ended: Result<T, tokio::task::JoinError>| match ended.map_err(|error| error.into_panic()) {
        Ok(output) => Outcome::Done(output),
        Err(panic) => match panic.downcast::<String>() {
            Ok(text) => Outcome::Panicked(*text),
            Err(panic) => match panic.downcast::<&str>() {
                Ok(text) => Outcome::Panicked((*text).into()),
                Err(_) => Outcome::Panicked("unknown panic".into()),
            },
        },
    };
    ended.into_iter().map(outcome).collect()
}
