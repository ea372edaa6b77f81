//! Fails: walked::gives_each_node_before_its_children
//! Says: level by level
//! A queue instead of a stack.

use std::collections::VecDeque;

pub use solution::*;

use async_stream::stream;
use futures::Stream;

pub fn walked<T: Clone>(root: T, children: impl AsyncFn(&T) -> Vec<T>) -> impl Stream<Item = T> {
    stream! {
        let mut waiting = VecDeque::from([root]);
        while let Some(node) = waiting.pop_front() {
            yield node.clone();
            waiting.extend(children(&node).await);
        }
    }
}
