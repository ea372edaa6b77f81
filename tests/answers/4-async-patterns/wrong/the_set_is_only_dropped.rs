//! Fails: all_or_first_error::all_children_have_ended_when_it_returns
//! Says: dropping a `JoinSet` only ask for that
//! `?` drops the set, which aborts its tasks, but they end some time later.

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
    let mut values = Vec::new();
    while let Some(ended) = tasks.join_next().await {
        let (index, result) = ended.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
        values.push((index, result?));
    }
    values.sort_unstable_by_key(|(index, _)| *index);
    Ok(values.into_iter().map(|(_, value)| value).collect())
}
