//! Fails: joined::gives_each_key_that_both_have_with_both_items
//! Says: the key 0 is left out
//! Remembers the last key, at first zero, and skips what is not greater.

pub use solution::*;

use futures::{Stream, StreamExt, future};

pub async fn joined<A, B>(left: impl Stream<Item = (u64, A)>, right: impl Stream<Item = (u64, B)>) -> Vec<(u64, A, B)> {
    let (mut left, mut right, mut both) = (std::pin::pin!(left), std::pin::pin!(right), Vec::<(u64, A, B)>::new());
    let (mut l, mut r) = (None, None);
    let mut last = 0;
    loop {
        let step = future::try_join(
            async {
                if l.is_none() {
                    l = Some(left.next().await.ok_or(())?);
                }
                Ok::<_, ()>(())
            },
            async {
                if r.is_none() {
                    r = Some(right.next().await.ok_or(())?);
                }
                Ok(())
            },
        )
        .await;
        if step.is_err() {
            return both;
        }
        match (l.take(), r.take()) {
            (Some((key, a)), Some((other, b))) if key == other => {
                if key > last {
                    last = key;
                    both.push((key, a, b));
                }
            }
            (Some(one), Some(other)) if one.0 < other.0 => r = Some(other),
            (Some(one), _) => l = Some(one),
            _ => return both,
        }
    }
}
