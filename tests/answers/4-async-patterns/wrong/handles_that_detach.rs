//! Fails: run_all::dropped_it_aborts_the_jobs_that_have_not_ended
//! Says: a `JoinHandle` that is dropped detaches its task
//! As with `asyncio.create_task`, nobody ends the tasks when the caller is cancelled.

pub use solution::*;

pub async fn run_all<T>(jobs: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>) -> Vec<Outcome<T>>
where
    T: Send + 'static,
{
    let tasks: Vec<_> = jobs.into_iter().map(|job| tokio::spawn(job)).collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(match task.await {
            Ok(output) => Outcome::Done(output),
            Err(error) => {
                let panic = error.into_panic();
                let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
                Outcome::Panicked(text.or(panic.downcast_ref::<String>().cloned()).unwrap_or("unknown panic".into()))
            }
        });
    }
    outcomes
}
