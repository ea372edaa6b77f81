//! Fails: walked::asks_for_children_when_the_next_node_is_asked_for
//! Says: it works ahead
//! The children of a node are asked for before it is yielded.

pub use solution::*;

use async_stream::stream;
use futures::Stream;

pub fn walked<T: Clone>(root: T, children: impl AsyncFn(&T) -> Vec<T>) -> impl Stream<Item = T> {
    stream! {
        let mut waiting = vec![root];
        while let Some(node) = waiting.pop() {
            waiting.extend(children(&node).await.into_iter().rev());
            yield node;
        }
    }
}
