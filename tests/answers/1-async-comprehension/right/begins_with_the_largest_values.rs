//! Task: summary
//! Starts from the largest values that a score may have, and weighs the mean so far.

pub use solution::*;

use futures::{Stream, StreamExt};

pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    let empty = Summary { count: 0, mean: 0.0, min: 1e300, max: -1e300 };
    let all = scores
        .fold(empty, async |s, score| {
            let (before, count) = (s.count as f64, s.count + 1);
            let mean = s.mean * (before / count as f64) + score / count as f64;
            Summary { count, mean, min: score.min(s.min), max: score.max(s.max) }
        })
        .await;
    if all.count == 0 { None } else { Some(all) }
}
