//! Fails: all_or_first_error::the_first_error_in_time_comes_back_at_once
//! Says: awaits them one after the other
//! It awaits the children in their order, and sees an error only when its turn comes.

pub use solution::*;

use tokio_util::task::AbortOnDropHandle;

pub async fn all_or_first_error<T, E>(
    children: impl IntoIterator<Item = impl Future<Output = Result<T, E>> + Send + 'static>,
) -> Result<Vec<T>, E>
where
    T: Send + 'static,
    E: Send + 'static,
{
    let tasks: Vec<_> = children.into_iter().map(|child| AbortOnDropHandle::new(tokio::spawn(child))).collect();
    let mut values = Vec::new();
    for task in tasks {
        match task.await {
            Ok(result) => values.push(result?),
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }
    Ok(values)
}
