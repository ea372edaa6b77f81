//! Cancelled: what `select!` and a timeout drop half-way.

use std::time::Duration;

use pollscope::future as lane;
use tokio::select;
use tokio::sync::mpsc;
use tokio::time::{Instant, interval_at, sleep, timeout};

const SECOND: Duration = Duration::from_secs(1);

/// Sends the bytes of two lines, one every 450 milliseconds.
async fn send(bytes: mpsc::Sender<u8>) {
    for byte in *b"ab\ncd\n" {
        sleep(Duration::from_millis(450)).await;
        let _ = bytes.send(byte).await;
    }
}

/// Returns the channel that [`send`] writes to.
pub fn bytes() -> mpsc::Receiver<u8> {
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(send(sender));
    receiver
}

// ANCHOR: lost
async fn line(bytes: &mut mpsc::Receiver<u8>) -> Option<String> {
    let mut line = String::new();
    loop {
        match bytes.recv().await? {
            b'\n' => return Some(line),
            byte => line.push(byte.into()),
        }
    }
}

pub async fn lost(mut bytes: mpsc::Receiver<u8>) -> Vec<String> {
    let (mut lines, mut ticks) = (Vec::new(), interval_at(Instant::now() + SECOND, SECOND));
    loop {
        select! {
            biased;
            _ = ticks.tick() => {} // Here something would be reported.
            line = lane("line", line(&mut bytes)) => match line {
                Some(line) => lines.push(line),
                None => return lines,
            },
        }
    }
}
// ANCHOR_END: lost

// ANCHOR: kept
pub async fn kept(mut bytes: mpsc::Receiver<u8>) -> Vec<String> {
    let (mut lines, mut ticks) = (Vec::new(), interval_at(Instant::now() + SECOND, SECOND));
    let mut half_line = String::new();
    loop {
        select! {
            biased;
            _ = ticks.tick() => {}
            byte = lane("byte", bytes.recv()) => match byte {
                Some(b'\n') => lines.push(std::mem::take(&mut half_line)),
                Some(byte) => half_line.push(byte.into()),
                None => return lines,
            },
        }
    }
}
// ANCHOR_END: kept

/// Sends a message every second, six times.
async fn messages(sender: mpsc::Sender<u32>) {
    for message in 0..6 {
        sleep(SECOND).await;
        let _ = sender.send(message).await;
    }
}

// ANCHOR: rebuilt
pub async fn rebuilt() -> u32 {
    let (sender, mut receiver) = mpsc::channel(1);
    tokio::spawn(messages(sender));
    let mut fired = 0;
    loop {
        select! {
            biased;
            message = receiver.recv() => if message.is_none() { return fired },
            () = lane("timer", sleep(5 * SECOND / 2)) => fired += 1,
        }
    }
}
// ANCHOR_END: rebuilt

// ANCHOR: one_timer
pub async fn one_timer() -> u32 {
    let (sender, mut receiver) = mpsc::channel(1);
    tokio::spawn(messages(sender));
    let mut fired = 0;
    let mut timer = Box::pin(lane("timer", sleep(5 * SECOND / 2)));
    loop {
        select! {
            biased;
            message = receiver.recv() => if message.is_none() { return fired },
            () = &mut timer => {
                fired += 1;
                timer = Box::pin(lane("timer", sleep(5 * SECOND / 2)));
            }
        }
    }
}
// ANCHOR_END: one_timer

// ANCHOR: half_way
async fn transfer(from: &mut u32, to: &mut u32) {
    *from -= 30;
    lane("ask the bank", sleep(2 * SECOND)).await;
    *to += 30;
}

pub async fn half_way() -> (u32, u32) {
    let (mut from, mut to) = (100, 0);
    let _ = timeout(SECOND, lane("transfer", transfer(&mut from, &mut to))).await;
    (from, to)
}
// ANCHOR_END: half_way

// ANCHOR: together
async fn transfer_at_once(from: &mut u32, to: &mut u32) {
    lane("ask the bank", sleep(2 * SECOND)).await;
    (*from, *to) = (*from - 30, *to + 30);
}
// ANCHOR_END: together

/// Returns the balances after a transfer that had so much time.
pub async fn together(time: Duration) -> (u32, u32) {
    let (mut from, mut to) = (100, 0);
    let _ = timeout(time, lane("transfer", transfer_at_once(&mut from, &mut to))).await;
    (from, to)
}
