//! Fails: walked::asks_for_children_when_the_next_node_is_asked_for
//! Says: the whole tree is read
//! All nodes are collected first.

pub use solution::*;

use async_stream::stream;
use futures::Stream;

pub fn walked<T: Clone>(root: T, children: impl AsyncFn(&T) -> Vec<T>) -> impl Stream<Item = T> {
    stream! {
        let (mut waiting, mut all) = (vec![root], Vec::new());
        while let Some(node) = waiting.pop() {
            waiting.extend(children(&node).await.into_iter().rev());
            all.push(node);
        }
        for node in all {
            yield node;
        }
    }
}
