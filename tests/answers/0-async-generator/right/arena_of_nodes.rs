//! Task: walked
//! All nodes in an arena, with the index of the next sibling and of the parent.

pub use solution::*;

use futures::Stream;

struct Node<T> {
    value: T,
    parent: Option<usize>,
    sibling: Option<usize>,
}
pub fn walked<T: Clone>(root: T, children: impl AsyncFn(&T) -> Vec<T>) -> impl Stream<Item = T> {
    async_stream::stream! {
        let mut arena = vec![Node { value: root, parent: None, sibling: None }];
        let mut here = Some(0);
        while let Some(index) = here {
            yield arena[index].value.clone();
            let value = arena[index].value.clone();
            let (found, first) = (children(&value).await, arena.len());
            let last = first + found.len();
            for (at, value) in (first..).zip(found) {
                arena.push(Node { value, parent: Some(index), sibling: (at + 1 < last).then_some(at + 1) });
            }
            let mut up = index;
            here = if first < last { Some(first) } else {
                loop {
                    if let Some(sibling) = arena[up].sibling { break Some(sibling); }
                    match arena[up].parent { Some(parent) => up = parent, None => break None }
                }
            };
        }
    }
}
