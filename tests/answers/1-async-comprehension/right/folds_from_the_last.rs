//! Task: summary
//! The sum is kept in two numbers, and the ends by comparison.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    let mut all: Option<(usize, f64, f64, f64)> = None;
    scores
        .for_each(|score| {
            let (count, mean, min, max) = all.unwrap_or((0, 0.0, score, score));
            let share = 1.0 / (count + 1) as f64;
            let mean = mean * (1.0 - share) + score * share;
            let min = if score < min { score } else { min };
            let max = if score > max { score } else { max };
            all = Some((count + 1, mean, min, max));
            std::future::ready(())
        })
        .await;
    all.map(|(count, mean, min, max)| Summary { count, mean, min, max })
}
