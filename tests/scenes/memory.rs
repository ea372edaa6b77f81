//! "It ate all the memory": what is made faster than it is used.

use std::time::Duration;

use futures::future;
use tokio::sync::mpsc;
use tokio::time::sleep;

/// Six rows are read, one a second, and each takes three seconds to store. At most `room` of them wait in between.
///
/// Gives the most that ever waited.
// ANCHOR: with_room
pub async fn with_room(room: usize) -> usize {
    let (send, mut receive) = mpsc::channel(room);
    let reader = async move {
        for row in 1..=6 {
            sleep(Duration::from_secs(1)).await;
            let _ = pollscope::future(format!("send row {row}"), send.send(row)).await;
        }
    };
    let writer = async move {
        let mut most = 0;
        while let Some(row) = receive.recv().await {
            pollscope::future(format!("store row {row}"), sleep(Duration::from_secs(3))).await;
            most = most.max(receive.len());
        }
        most
    };
    future::join(pollscope::future("reader", reader), pollscope::future("writer", writer)).await.1
}
// ANCHOR_END: with_room
