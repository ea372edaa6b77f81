//! "Half is missing": results that were dropped without an error.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use futures::{Stream, StreamExt as _, TryStreamExt as _, future, stream};
use pollscope::future as lane;
use tokio::sync::{broadcast, mpsc};
use tokio::time::{interval, sleep, timeout};

const SECOND: Duration = Duration::from_secs(1);

/// Sends two messages in four halves, one half every two seconds.
fn halves() -> mpsc::Receiver<&'static str> {
    let (send, receive) = mpsc::channel(4);
    tokio::spawn(async move {
        for half in ["good ", "morning", "good ", "night"] {
            sleep(2 * SECOND).await;
            let _ = send.send(half).await;
        }
    });
    receive
}

// ANCHOR: select_loses
pub async fn select_loses() -> Vec<String> {
    let (mut halves, mut ticks) = (halves(), interval(SECOND * 7 / 2));
    let mut messages = Vec::new();
    loop {
        let message = lane("message", async {
            let first = halves.recv().await?;
            let second = halves.recv().await?;
            Some(format!("{first}{second}"))
        });
        tokio::select! {
            biased; // In this order, so that every recording is the same.
            message = message => match message {
                Some(message) => messages.push(message),
                None => return messages,
            },
            _ = ticks.tick() => {} // Print a sign of life.
        }
    }
}
// ANCHOR_END: select_loses

// ANCHOR: select_keeps
pub async fn select_keeps() -> Vec<String> {
    let (mut halves, mut ticks) = (halves(), interval(SECOND * 7 / 2));
    let mut messages = Vec::new();
    let mut first: Option<&str> = None;
    loop {
        tokio::select! {
            biased; // In this order, so that every recording is the same.
            half = lane("half", halves.recv()) => match (first.take(), half) {
                (_, None) => return messages,
                (None, half) => first = half,
                (Some(first), Some(second)) => messages.push(format!("{first}{second}")),
            },
            _ = ticks.tick() => {} // Print a sign of life.
        }
    }
}
// ANCHOR_END: select_keeps

async fn fetch(seconds: u32) -> u32 {
    lane(format!("page of {seconds} s"), sleep(seconds * SECOND)).await;
    seconds
}

// ANCHOR: one_timeout_for_all
pub async fn one_timeout_for_all() -> Vec<u32> {
    let pages = future::join_all([1, 2, 9].map(fetch));
    timeout(5 * SECOND, pages).await.unwrap_or_default()
}
// ANCHOR_END: one_timeout_for_all

// ANCHOR: a_timeout_for_each
pub async fn a_timeout_for_each() -> Vec<u32> {
    let pages = [1, 2, 9].map(|seconds| timeout(5 * SECOND, fetch(seconds)));
    future::join_all(pages).await.into_iter().flatten().collect()
}
// ANCHOR_END: a_timeout_for_each

pub fn lines() -> impl Stream<Item = Result<u32, &'static str>> {
    stream::iter(["1", "2", "x", "4"]).map(|line| line.parse().map_err(|_| line))
}

// ANCHOR: while_let_ok
pub async fn while_let_ok() -> Vec<u32> {
    let (mut lines, mut numbers) = (lines(), Vec::new());
    while let Some(Ok(number)) = lines.next().await {
        numbers.push(number);
    }
    numbers
}
// ANCHOR_END: while_let_ok

// ANCHOR: try_collect
pub async fn try_collect() -> Result<Vec<u32>, &'static str> {
    lines().try_collect().await
}
// ANCHOR_END: try_collect

// ANCHOR: lagged
pub async fn lagged() -> Vec<u32> {
    let (send, mut receive) = broadcast::channel(2);
    for number in 1..=5 {
        let _ = send.send(number);
    }
    let mut received = Vec::new();
    while let Ok(number) = receive.recv().await {
        received.push(number);
    }
    received
}
// ANCHOR_END: lagged

// ANCHOR: panics_unseen
pub async fn panics_unseen() -> u32 {
    let stored = Arc::new(AtomicU32::new(0));
    for row in ["1", "x", "3"] {
        let stored = stored.clone();
        tokio::spawn(async move {
            let _number: u32 = row.parse().expect("a row is a number");
            stored.fetch_add(1, Ordering::Relaxed);
        });
    }
    sleep(SECOND).await;
    stored.load(Ordering::Relaxed)
}
// ANCHOR_END: panics_unseen

// ANCHOR: busy_first
pub async fn busy_first() -> (u32, u32) {
    let (send, mut messages) = mpsc::channel(1);
    let _ = send.send("stop").await;
    let mut busy = stream::repeat(());
    let (mut items, mut received) = (0, 0);
    for _turn in 0..100 {
        tokio::select! {
            biased;
            Some(()) = busy.next() => items += 1,
            Some(_) = messages.recv() => received += 1,
        }
    }
    (items, received)
}
// ANCHOR_END: busy_first

/// Does the same with the busy branch last.
pub async fn busy_last() -> (u32, u32) {
    let (send, mut messages) = mpsc::channel(1);
    let _ = send.send("stop").await;
    let mut busy = stream::repeat(());
    let (mut items, mut received) = (0, 0);
    for _turn in 0..100 {
        tokio::select! {
            biased;
            Some(_) = messages.recv() => received += 1,
            Some(()) = busy.next() => items += 1,
        }
    }
    (items, received)
}
