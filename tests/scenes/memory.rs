//! "It ate all the memory": a producer that is faster than its consumer, with and without backpressure.

use std::time::Duration;

use futures::future;
use pollscope::future as lane;
use tokio::sync::mpsc;
use tokio::time::sleep;

const SECOND: Duration = Duration::from_secs(1);

/// Reads six rows, one a second, and stores each in three seconds. At most `room` rows wait in between.
///
/// Returns the largest number of rows that waited at the same time.
// ANCHOR: with_room
pub async fn with_room(room: usize) -> usize {
    let (send, mut receive) = mpsc::channel(room);
    let reader = lane("reader", async move {
        for row in 1..=6 {
            sleep(SECOND).await;
            let _ = lane(format!("send row {row}"), send.send(row)).await;
        }
    });
    let writer = lane("writer", async move {
        let mut most = 0;
        while let Some(row) = receive.recv().await {
            lane(format!("store row {row}"), sleep(3 * SECOND)).await;
            most = most.max(receive.len());
        }
        most
    });
    future::join(reader, writer).await.1
}
// ANCHOR_END: with_room
