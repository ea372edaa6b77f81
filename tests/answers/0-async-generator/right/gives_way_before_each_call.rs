//! Task: walked
//! Lets others run before each call of `children`.

pub use solution::*;

use futures::Stream;

pub fn walked<T: Clone>(root: T, children: impl AsyncFn(&T) -> Vec<T>) -> impl Stream<Item = T> {
    async_stream::stream! {
        let mut stack = vec![root];
        while let Some(node) = stack.pop() {
            yield node.clone();
            tokio::task::yield_now().await;
            stack.extend(children(&node).await.into_iter().rev());
        }
    }
}
