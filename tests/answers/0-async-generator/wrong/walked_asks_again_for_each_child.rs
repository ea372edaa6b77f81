//! Fails: walked::takes_a_tree_of_any_depth_and_width
//! Says: more than once
//! Only the path is kept. For its next child, a node is asked for all of its children again.

pub use solution::*;

use async_stream::stream;
use futures::Stream;

pub fn walked<T: Clone>(root: T, children: impl AsyncFn(&T) -> Vec<T>) -> impl Stream<Item = T> {
    stream! {
        yield root.clone();
        let mut path: Vec<(T, usize)> = vec![(root, 0)];
        while let Some((node, place)) = path.last_mut() {
            let child = children(&*node).await.into_iter().nth(*place);
            *place += 1;
            match child {
                Some(child) => {
                    yield child.clone();
                    path.push((child, 0));
                }
                None => {
                    path.pop();
                }
            }
        }
    }
}
