//! Fails: walked::can_be_dropped_anywhere_in_a_tree_of_any_depth_and_width
//! Says: a value on the stack is too large
//! Each level holds the rest of its parent's level in a box. A level that is empty is left, so a path without side branches
//! makes no depth, but a comb does.

pub use solution::*;

use async_stream::stream;
use futures::Stream;

struct Level<T> {
    nodes: std::vec::IntoIter<T>,
    above: Option<Box<Level<T>>>,
}

pub fn walked<T: Clone>(root: T, children: impl AsyncFn(&T) -> Vec<T>) -> impl Stream<Item = T> {
    stream! {
        let mut level = Some(Box::new(Level { nodes: vec![root].into_iter(), above: None }));
        while let Some(mut current) = level.take() {
            let Some(node) = current.nodes.next() else {
                level = current.above;
                continue;
            };
            yield node.clone();
            let below = children(&node).await.into_iter();
            level = if current.nodes.as_slice().is_empty() {
                Some(Box::new(Level { nodes: below, above: current.above }))
            } else {
                Some(Box::new(Level { nodes: below, above: Some(current) }))
            };
        }
    }
}
