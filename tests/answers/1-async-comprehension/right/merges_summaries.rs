//! Task: summary
//! Each score is a summary of one, and two summaries are merged by their weights.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};

pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    let merge = |one: Summary, other: Summary| {
        let count = one.count + other.count;
        let share = other.count as f64 / count as f64;
        let mean = one.mean * (1.0 - share) + other.mean * share;
        Summary { count, mean, min: one.min.min(other.min), max: one.max.max(other.max) }
    };
    scores
        .map(|score| Summary { count: 1, mean: score, min: score, max: score })
        .fold(None, |so_far: Option<Summary>, score| {
            future::ready(Some(so_far.map_or(score, |so_far| merge(so_far, score))))
        })
        .await
}
