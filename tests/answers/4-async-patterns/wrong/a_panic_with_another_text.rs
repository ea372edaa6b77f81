//! Fails: all_or_first_error::a_panic_goes_on_to_the_caller_at_once
//! Says: the payload of the panic is lost
//! `unwrap` of a `JoinError` is a panic with its own text.

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
        let (index, result) = ended.unwrap();
        match result {
            Ok(value) => values.push((index, value)),
            Err(error) => {
                tasks.shutdown().await;
                return Err(error);
            }
        }
    }
    values.sort_unstable_by_key(|(index, _)| *index);
    Ok(values.into_iter().map(|(_, value)| value).collect())
}
