//! Task: summary
//! A sum that keeps what each addition loses, and comparisons by hand.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    let mut scores = std::pin::pin!(scores);
    let first = scores.next().await?;
    let (mut sum, mut lost, mut count, mut min, mut max) = (first, 0.0, 1_usize, first, first);
    while let Some(score) = scores.next().await {
        let corrected = score - lost;
        let next: f64 = sum + corrected;
        lost = (next - sum) - corrected;
        sum = next;
        count += 1;
        if score < min {
            min = score;
        }
        if score > max {
            max = score;
        }
    }
    Some(Summary { count, mean: sum / count as f64, min, max })
}
