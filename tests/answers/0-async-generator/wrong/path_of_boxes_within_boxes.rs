//! Fails: walked::can_be_dropped_anywhere_in_a_tree_of_any_depth_and_width
//! Says: a value on the stack is too large
//! Keeps the path in a linked list of boxes, whose drop is a call within a call for each node.

pub use solution::*;

use futures::Stream;

struct Path<T> {
    rest: std::vec::IntoIter<T>,
    above: Option<Box<Path<T>>>,
}
pub fn walked<T: Clone>(root: T, children: impl AsyncFn(&T) -> Vec<T>) -> impl Stream<Item = T> {
    async_stream::stream! {
        yield root.clone();
        let mut path = Some(Box::new(Path { rest: children(&root).await.into_iter(), above: None }));
        while let Some(mut here) = path.take() {
            if let Some(node) = here.rest.next() {
                yield node.clone();
                path = Some(Box::new(Path { rest: children(&node).await.into_iter(), above: Some(here) }));
            } else {
                path = here.above.take();
            }
        }
    }
}
