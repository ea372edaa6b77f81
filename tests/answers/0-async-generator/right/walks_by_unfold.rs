//! Task: walked
//! `unfold` with the node before and what is left as its state.

pub use solution::*;

use futures::{Stream, stream};

pub fn walked<T: Clone>(root: T, children: impl AsyncFn(&T) -> Vec<T>) -> impl Stream<Item = T> {
    let start = (children, None::<T>, vec![root]);
    stream::unfold(start, async |(children, before, mut left)| {
        if let Some(node) = before {
            let mut below = children(&node).await;
            below.reverse();
            left.append(&mut below);
        }
        let node = left.pop()?;
        Some((node.clone(), (children, Some(node), left)))
    })
}
