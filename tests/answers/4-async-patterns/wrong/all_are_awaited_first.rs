//! Fails: all_or_first_error::the_first_error_in_time_comes_back_at_once
//! Says: it waits for the other children
//! Everything is awaited to its end, and only then does it look for an error.

pub use solution::*;

use tokio::task::JoinSet;

pub async fn all_or_first_error<T, E>(
    children: impl IntoIterator<Item = impl Future<Output = Result<T, E>> + Send + 'static>,
) -> Result<Vec<T>, E>
where
    T: Send + 'static,
    E: Send + 'static,
{
    let mut tasks = JoinSet::new();
    for (index, child) in children.into_iter().enumerate() {
        tasks.spawn(async move { (index, child.await) });
    }
    let mut results = tasks.join_all().await;
    if let Some(failed) = results.iter().position(|(_, result)| result.is_err()) {
        return results.swap_remove(failed).1.map(|_| Vec::new());
    }
    results.sort_unstable_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
