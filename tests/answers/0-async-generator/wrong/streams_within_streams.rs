//! Fails: walked::takes_a_tree_of_any_depth_and_width
//! Says: calls itself
//! Each node has a stream of its own.

use std::rc::Rc;

pub use solution::*;

use async_stream::stream;
use futures::stream::LocalBoxStream;
use futures::{Stream, StreamExt};

fn below<'a, T: Clone + 'a>(node: T, children: Rc<impl AsyncFn(&T) -> Vec<T> + 'a>) -> LocalBoxStream<'a, T> {
    stream! {
        yield node.clone();
        for child in children(&node).await {
            let mut nodes = below(child, children.clone());
            while let Some(node) = nodes.next().await {
                yield node;
            }
        }
    }
    .boxed_local()
}

pub fn walked<'a, T: Clone + 'a>(root: T, children: impl AsyncFn(&T) -> Vec<T> + 'a) -> impl Stream<Item = T> {
    below(root, Rc::new(children))
}
