//! "It ate all the memory": a producer that is faster than its consumer, with and without backpressure.
//!
//! The reader has a row each second, and storing a row takes three.

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

// ANCHOR: row
/// Stores a row of a kilobyte, which is in memory until that is done.
async fn store(row: Vec<u8>) {
    sleep(3 * SECOND).await;
    drop(row);
}

fn row(number: u64) -> impl Future<Output = ()> + Send {
    lane(format!("row {number}"), store(vec![0; 1000]))
}
// ANCHOR_END: row

// ANCHOR: unbounded
pub async fn unbounded(rows: u64) {
    let (send, mut receive) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        for number in 1..=rows {
            sleep(SECOND).await;
            let _ = send.send(row(number));
        }
    });
    while let Some(row) = receive.recv().await {
        row.await;
    }
}
// ANCHOR_END: unbounded

/// Does the same with room for one row.
pub async fn bounded(rows: u64) {
    let (send, mut receive) = mpsc::channel(1);
    tokio::spawn(async move {
        for number in 1..=rows {
            sleep(SECOND).await;
            let _ = send.send(row(number)).await;
        }
    });
    while let Some(row) = receive.recv().await {
        row.await;
    }
}
