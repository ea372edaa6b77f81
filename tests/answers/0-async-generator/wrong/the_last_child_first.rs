//! Fails: walked::gives_each_node_before_its_children
//! Says: the children come in reverse
//! The children are pushed in their order.

pub use solution::*;

use async_stream::stream;
use futures::Stream;

pub fn walked<T: Clone>(root: T, children: impl AsyncFn(&T) -> Vec<T>) -> impl Stream<Item = T> {
    stream! {
        let mut waiting = vec![root];
        while let Some(node) = waiting.pop() {
            yield node.clone();
            waiting.extend(children(&node).await);
        }
    }
}
