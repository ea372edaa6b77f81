//! Fails: joined::gives_each_key_that_both_have_with_both_items
//! Says: the largest key is taken for the end
//! Takes the largest key for the end of a stream.

pub use solution::*;

use futures::{Stream, StreamExt, future};

pub async fn joined<A, B>(left: impl Stream<Item = (u64, A)>, right: impl Stream<Item = (u64, B)>) -> Vec<(u64, A, B)> {
    let (mut left, mut right, mut both) = (std::pin::pin!(left), std::pin::pin!(right), Vec::new());
    let pair = async |left: &mut std::pin::Pin<&mut _>, right: &mut std::pin::Pin<&mut _>| {
        future::try_join(async { StreamExt::next(left).await.ok_or(()) }, async {
            StreamExt::next(right).await.ok_or(())
        })
        .await
    };
    let Ok((mut l, mut r)) = pair(&mut left, &mut right).await else { return both };
    loop {
        if l.0 == u64::MAX || r.0 == u64::MAX {
            return both;
        }
        match l.0.cmp(&r.0) {
            std::cmp::Ordering::Less => match left.next().await {
                Some(next) => l = next,
                None => return both,
            },
            std::cmp::Ordering::Greater => match right.next().await {
                Some(next) => r = next,
                None => return both,
            },
            std::cmp::Ordering::Equal => {
                both.push((l.0, l.1, r.1));
                match pair(&mut left, &mut right).await {
                    Ok((next, other)) => (l, r) = (next, other),
                    Err(()) => return both,
                }
            }
        }
    }
}
