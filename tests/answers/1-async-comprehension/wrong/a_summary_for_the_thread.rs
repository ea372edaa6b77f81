//! Fails: summary::keeps_two_calls_apart
//! Says: share
//! Two calls at the same time share what they know.

pub use solution::*;

use std::cell::RefCell;

use futures::{Stream, StreamExt as _};

thread_local! {
    static SO_FAR: RefCell<Option<Summary>> = const { RefCell::new(None) };
}

pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    let mut scores = std::pin::pin!(scores);
    SO_FAR.take();
    while let Some(score) = scores.next().await {
        let so_far = SO_FAR.take();
        let Summary { count, mean, min, max } =
            so_far.unwrap_or(Summary { count: 0, mean: 0.0, min: score, max: score });
        let count = count + 1;
        let mean = mean + (score - mean) / count as f64;
        SO_FAR.set(Some(Summary { count, mean, min: min.min(score), max: max.max(score) }));
    }
    SO_FAR.take()
}
