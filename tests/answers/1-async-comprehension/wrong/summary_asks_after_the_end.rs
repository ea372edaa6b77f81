//! Fails: summary::reads_the_stream_to_its_end
//! Says: again after its end
//! The stream is asked once more after its end.

pub use solution::*;

use std::pin::pin;

use futures::{Stream, StreamExt as _};

pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    let mut scores = pin!(scores);
    let mut all = None;
    let mut ends = 0;
    while ends < 2 {
        let Some(score) = scores.next().await else {
            ends += 1;
            continue;
        };
        let Summary { count, mean, min, max } = all.unwrap_or(Summary { count: 0, mean: 0.0, min: score, max: score });
        let count = count + 1;
        let mean = mean + (score - mean) / count as f64;
        all = Some(Summary { count, mean, min: min.min(score), max: max.max(score) });
    }
    all
}
