//! A digest that blocks a thread for 100 milliseconds, beside a heart that beats every 20. On the real clock.

#![expect(clippy::unused_async, reason = "one of the two blocks the thread, and awaits nothing")]

use std::thread;
use std::time::Duration;

use futures::{Stream, StreamExt as _, stream};
use pollscope::Recording;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

/// The time for which [`digest`] blocks its thread.
pub const BLOCKED: Duration = Duration::from_millis(100);

/// The number of beats.
pub const BEATS: usize = 8;

// ANCHOR: blocked
/// Blocks its thread, as a long computation does, or a client that is not async.
fn digest() {
    thread::sleep(Duration::from_millis(100));
}

pub async fn on_the_async_thread() {
    digest();
}

pub async fn in_spawn_blocking() {
    let _ = spawn_blocking(digest).await;
}
// ANCHOR_END: blocked

fn beats() -> impl Stream<Item = ()> {
    let beat = async |()| {
        sleep(Duration::from_millis(20)).await;
        Some(((), ()))
    };
    stream::unfold((), beat).take(BEATS)
}

/// Records the work, which begins after two beats, and the heart, on a task of its own.
pub async fn beside_a_heart(recording: &Recording, work: impl Future<Output = ()>) {
    let heart = tokio::spawn(recording.stream("heart", beats()).for_each(async |()| {}));
    sleep(Duration::from_millis(50)).await;
    recording.future("digest", work).await;
    let _ = heart.await;
}
