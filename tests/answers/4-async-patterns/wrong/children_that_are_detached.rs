//! Fails: all_or_first_error::dropped_it_aborts_all_children
//! Says: a `JoinHandle` that is dropped detaches its task
//! Like `asyncio.gather`: the first error comes back, and the siblings go on.

pub use solution::*;

pub async fn all_or_first_error<T, E>(
    children: impl IntoIterator<Item = impl Future<Output = Result<T, E>> + Send + 'static>,
) -> Result<Vec<T>, E>
where
    T: Send + 'static,
    E: Send + 'static,
{
    let tasks = children.into_iter().map(|child| {
        let task = tokio::spawn(child);
        async { task.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic())) }
    });
    futures::future::try_join_all(tasks).await
}
