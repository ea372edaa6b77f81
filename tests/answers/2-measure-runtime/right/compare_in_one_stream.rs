//! Task: compare
//! `then` for one after the other, and an unlimited buffer for all together.

pub use solution::*;

use futures::{StreamExt as _, stream};
use tokio::time::Instant;

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let start = Instant::now();
    stream::iter(jobs).then(|job| job()).for_each(async |()| ()).await;
    let middle = Instant::now();
    stream::iter(jobs).map(|job| job()).buffered(usize::MAX).for_each(async |()| ()).await;
    Comparison { in_turn: middle - start, together: middle.elapsed() }
}
