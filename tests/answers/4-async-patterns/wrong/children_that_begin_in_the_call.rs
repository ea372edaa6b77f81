//! Fails: all_or_first_error::begins_with_its_first_poll
//! Says: the tasks are spawned in the call
//! A plain function spawns the children, and returns a future that awaits them.

pub use solution::*;

use tokio::task::JoinSet;

pub fn all_or_first_error<T, E>(
    children: impl IntoIterator<Item = impl Future<Output = Result<T, E>> + Send + 'static>,
) -> impl Future<Output = Result<Vec<T>, E>>
where
    T: Send + 'static,
    E: Send + 'static,
{
    let mut tasks = JoinSet::new();
    for (index, child) in children.into_iter().enumerate() {
        tasks.spawn(async move { (index, child.await) });
    }
    async move {
        let mut values = Vec::new();
        while let Some(ended) = tasks.join_next().await {
            match ended {
                Ok((index, Ok(value))) => values.push((index, value)),
                Ok((_, Err(error))) => {
                    tasks.shutdown().await;
                    return Err(error);
                }
                Err(error) => {
                    tasks.shutdown().await;
                    std::panic::resume_unwind(error.into_panic());
                }
            }
        }
        values.sort_unstable_by_key(|(index, _)| *index);
        Ok(values.into_iter().map(|(_, value)| value).collect())
    }
}
