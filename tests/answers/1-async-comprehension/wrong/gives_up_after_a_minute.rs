//! Fails: parsed::reads_the_stream_to_its_end
//! Says: it gives up when an item takes long
//! It ends if a line takes longer than a minute.

pub use solution::*;

use std::time::Duration;

use futures::{Stream, StreamExt as _, stream};
use tokio::time::timeout;

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    let lines = stream::unfold(Box::pin(lines), async |mut lines| {
        let line = timeout(Duration::from_secs(60), lines.next()).await.ok()??;
        Some((line, lines))
    });
    solution::parsed(lines).await
}
