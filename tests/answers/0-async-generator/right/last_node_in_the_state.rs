//! Task: walked
//! An unfold with a deque, whose state keeps the last node until the next item is asked for.

pub use solution::*;

use std::collections::VecDeque;

use futures::{Stream, stream};

pub fn walked<T: Clone>(root: T, children: impl AsyncFn(&T) -> Vec<T>) -> impl Stream<Item = T> {
    let start = (children, VecDeque::from([root]), None::<T>);
    stream::unfold(start, |(children, mut open, last)| async move {
        if let Some(last) = last {
            let found = children(&last).await;
            for child in found.into_iter().rev() {
                open.push_front(child);
            }
        }
        let node = open.pop_front()?;
        Some((node.clone(), (children, open, Some(node))))
    })
}
