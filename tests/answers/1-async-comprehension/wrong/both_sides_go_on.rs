//! Fails: joined::gives_each_key_that_both_have_with_both_items
//! Says: keys are missed
//! After different keys, both sides go on.

use std::pin::pin;

pub use solution::*;

use futures::future::try_join;
use futures::{Stream, StreamExt as _};

pub async fn joined<A, B>(left: impl Stream<Item = (u64, A)>, right: impl Stream<Item = (u64, B)>) -> Vec<(u64, A, B)> {
    let (mut left, mut right) = (pin!(left), pin!(right));
    let mut joined = Vec::new();
    let mut kept: Option<(u64, B)> = None;
    loop {
        let one = async { left.next().await.ok_or(()) };
        let other = async { right.next().await.ok_or(()) };
        let Ok(((key, a), (other_key, b))) = try_join(one, other).await else { return joined };
        match kept.take() {
            Some((kept_key, kept)) if kept_key == key => joined.push((key, a, kept)),
            _ if key == other_key => {
                joined.push((key, a, b));
                continue;
            }
            _ => {}
        }
        kept = Some((other_key, b));
    }
}
