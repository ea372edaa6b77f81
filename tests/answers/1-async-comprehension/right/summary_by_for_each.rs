//! Task: summary
//! `for_each` on an `Option`.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};

pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    let mut so_far: Option<Summary> = None;
    scores
        .for_each(|score| {
            let one = so_far.get_or_insert(Summary { count: 0, mean: 0.0, min: score, max: score });
            one.count += 1;
            one.mean += (score - one.mean) / one.count as f64;
            one.min = one.min.min(score);
            one.max = one.max.max(score);
            future::ready(())
        })
        .await;
    so_far
}
