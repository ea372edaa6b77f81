//! Fails: walked::gives_each_node_before_its_children
//! Says: the root is left out
//! It begins with the children of the root.

pub use solution::*;

use async_stream::stream;
use futures::Stream;

pub fn walked<T: Clone>(root: T, children: impl AsyncFn(&T) -> Vec<T>) -> impl Stream<Item = T> {
    stream! {
        let mut waiting = children(&root).await;
        waiting.reverse();
        while let Some(node) = waiting.pop() {
            yield node.clone();
            waiting.extend(children(&node).await.into_iter().rev());
        }
    }
}
