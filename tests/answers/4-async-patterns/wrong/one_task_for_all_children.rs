//! Fails: all_or_first_error::gives_the_values_in_the_order_of_the_children
//! Says: polled together by one task
//! `try_join_all` cancels the siblings, too, but one task polls them all.

pub use solution::*;

pub async fn all_or_first_error<T, E>(
    children: impl IntoIterator<Item = impl Future<Output = Result<T, E>> + Send + 'static>,
) -> Result<Vec<T>, E>
where
    T: Send + 'static,
    E: Send + 'static,
{
    futures::future::try_join_all(children).await
}
