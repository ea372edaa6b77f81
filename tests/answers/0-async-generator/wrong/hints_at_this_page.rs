//! Fails: paged::tells_the_truth_in_its_size_hint
//! Says: it says at least
//! The hint is the number of items of this page, as if there were no other.

pub use solution::*;

use std::pin::Pin;
use std::task::{Context, Poll};

use futures::{Stream, StreamExt as _};


struct Hinted<S> {
    items: S,
    left: std::rc::Rc<std::cell::Cell<usize>>,
}

impl<S: Stream + Unpin> Stream for Hinted<S> {
    type Item = S::Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        self.items.poll_next_unpin(cx)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left.get(), Some(self.left.get()))
    }
}

pub fn paged<T, C, E>(
    fetch: impl AsyncFn(Option<C>) -> Result<(Vec<T>, Option<C>), E>,
) -> impl Stream<Item = Result<T, E>> {
    let left = std::rc::Rc::new(std::cell::Cell::new(0));
    let counted = left.clone();
    let items = async_stream::try_stream! {
        let mut cursor = None;
        loop {
            let (items, next) = fetch(cursor).await?;
            left.set(items.len());
            for item in items {
                left.set(left.get() - 1);
                yield item;
            }
            if next.is_none() {
                break;
            }
            cursor = next;
        }
    };
    Hinted { items: Box::pin(items), left: counted }
}
