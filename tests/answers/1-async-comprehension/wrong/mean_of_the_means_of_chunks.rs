//! Fails: summary::holds_for_small_large_opposite_and_many_scores
//! Says: parts that are not equally long
//! It takes the mean of the means of 1,000 scores each: the last ones, which may be fewer, weigh as much as a thousand.

pub use solution::*;

use std::pin::pin;

use futures::{Stream, StreamExt as _};

pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    let mut scores = pin!(scores);
    let (mut count, mut min, mut max) = (0usize, f64::INFINITY, f64::NEG_INFINITY);
    let (mut means, mut chunks) = (0.0f64, 0.0f64);
    let (mut sum, mut in_chunk) = (0.0f64, 0u32);
    while let Some(score) = scores.next().await {
        count += 1;
        min = min.min(score);
        max = max.max(score);
        sum += score;
        in_chunk += 1;
        if in_chunk == 1_000 {
            means += sum / 1_000.0;
            chunks += 1.0;
            sum = 0.0;
            in_chunk = 0;
        }
    }
    if count == 0 {
        return None;
    }
    if in_chunk > 0 {
        means += sum / f64::from(in_chunk);
        chunks += 1.0;
    }
    Some(Summary { count, mean: means / chunks, min, max })
}
