//! Fails: walked::takes_a_tree_of_any_depth_and_width
//! Says: deep in it
//! What is too deep is left out.

pub use solution::*;

use async_stream::stream;
use futures::Stream;

pub fn walked<T: Clone>(root: T, children: impl AsyncFn(&T) -> Vec<T>) -> impl Stream<Item = T> {
    stream! {
        let mut waiting = vec![(root, 0)];
        while let Some((node, depth)) = waiting.pop() {
            yield node.clone();
            if depth < 1000 {
                waiting.extend(children(&node).await.into_iter().rev().map(|node| (node, depth + 1)));
            }
        }
    }
}
