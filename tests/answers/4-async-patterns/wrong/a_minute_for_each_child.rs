//! Fails: all_or_first_error::gives_the_values_in_the_order_of_the_children
//! Says: there is a limit of time
//! A child that takes more than a minute counts as one that has panicked.

pub use solution::*;

use std::time::Duration;
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
        let child = tokio::time::timeout(Duration::from_secs(60), child);
        tasks.spawn(async move { (index, child.await.expect("a minute is enough")) });
    }
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
