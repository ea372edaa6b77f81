//! Task: walked
//! A queue whose front is filled with the children.

use std::collections::VecDeque;

pub use solution::*;

use async_stream::stream;
use futures::Stream;

pub fn walked<T: Clone>(root: T, children: impl AsyncFn(&T) -> Vec<T>) -> impl Stream<Item = T> {
    stream! {
        let mut waiting = VecDeque::from([root]);
        while let Some(node) = waiting.pop_front() {
            yield node.clone();
            for child in children(&node).await.into_iter().rev() {
                waiting.push_front(child);
            }
        }
    }
}
