//! Task: joined
//! An end is an error, which `try_join` returns at once, and a side that has its item is not asked.

pub use solution::*;

use std::cmp::Ordering;
use std::pin::pin;

use futures::{Stream, StreamExt as _, future};

pub async fn joined<A, B>(left: impl Stream<Item = (u64, A)>, right: impl Stream<Item = (u64, B)>) -> Vec<(u64, A, B)> {
    let (mut left, mut right) = (pin!(left), pin!(right));
    let (mut a, mut b) = (None::<(u64, A)>, None::<(u64, B)>);
    let mut both = Vec::new();
    loop {
        let needed = future::try_join(
            async {
                match a.take() {
                    Some(item) => Ok(item),
                    None => left.next().await.ok_or(()),
                }
            },
            async {
                match b.take() {
                    Some(item) => Ok(item),
                    None => right.next().await.ok_or(()),
                }
            },
        );
        let Ok((x, y)) = needed.await else {
            return both;
        };
        match x.0.cmp(&y.0) {
            Ordering::Equal => both.push((x.0, x.1, y.1)),
            Ordering::Less => b = Some(y),
            Ordering::Greater => a = Some(x),
        }
    }
}
