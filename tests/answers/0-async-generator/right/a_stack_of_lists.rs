//! Task: walked
//! Each level keeps the list of its nodes that are left.

pub use solution::*;

use async_stream::stream;
use futures::Stream;

pub fn walked<T: Clone>(root: T, children: impl AsyncFn(&T) -> Vec<T>) -> impl Stream<Item = T> {
    stream! {
        let mut levels = vec![vec![root].into_iter()];
        while let Some(level) = levels.last_mut() {
            let Some(node) = level.next() else {
                levels.pop();
                continue;
            };
            yield node.clone();
            levels.push(children(&node).await.into_iter());
        }
    }
}
