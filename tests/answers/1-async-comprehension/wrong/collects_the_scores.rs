//! Fails: summary::needs_no_more_memory_for_more_scores
//! Says: the scores are collected
//! A list of all scores.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    let scores: Vec<f64> = scores.collect().await;
    let (min, max) = (scores.iter().copied().reduce(f64::min)?, scores.iter().copied().reduce(f64::max)?);
    let mean = scores.iter().sum::<f64>() / scores.len() as f64;
    Some(Summary { count: scores.len(), mean, min, max })
}
