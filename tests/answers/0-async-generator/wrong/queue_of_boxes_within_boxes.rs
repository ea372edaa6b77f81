//! Fails: walked::can_be_dropped_anywhere_in_a_tree_of_any_depth_and_width
//! Says: a value on the stack is too large
//! Keeps the path in a linked list of boxes that is dropped as a whole at the end.

pub use solution::*;

use futures::Stream;

struct Rest<T> {
    node: T,
    then: Option<Box<Rest<T>>>,
}
pub fn walked<T: Clone>(root: T, children: impl AsyncFn(&T) -> Vec<T>) -> impl Stream<Item = T> {
    async_stream::stream! {
        let mut rest: Option<Box<Rest<T>>> = Some(Box::new(Rest { node: root, then: None }));
        while let Some(first) = rest.take() {
            let Rest { node, then } = *first;
            yield node.clone();
            rest = then;
            for child in children(&node).await.into_iter().rev() {
                rest = Some(Box::new(Rest { node: child, then: rest }));
            }
        }
    }
}
