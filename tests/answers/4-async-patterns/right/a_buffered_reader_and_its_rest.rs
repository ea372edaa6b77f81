//! Task: read_lines
//! The line lives outside of the loop, and what the reader has buffered is not forgotten.

pub use solution::*;

use std::io;
use std::pin::pin;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tokio_util::sync::CancellationToken;

fn push(lines: &mut Vec<String>, line: &mut Vec<u8>) {
    if line.last() == Some(&b'\n') {
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        lines.push(String::from_utf8_lossy(line).into());
        line.clear();
    }
}

pub async fn read_lines(
    reader: impl AsyncRead,
    token: &CancellationToken,
    mut progress: impl FnMut(usize),
) -> Received {
    let second = Duration::from_secs(1);
    let reader = pin!(reader);
    let mut reader = BufReader::new(reader);
    let mut seconds = interval_at(Instant::now() + second, second);
    seconds.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let (mut lines, mut line) = (Vec::new(), Vec::new());
    let end = loop {
        let read: io::Result<usize> = tokio::select! {
            biased;
            _ = token.cancelled() => break End::Cancelled,
            _ = seconds.tick() => {
                progress(lines.len());
                continue;
            }
            read = reader.read_until(b'\n', &mut line) => read,
        };
        match read {
            Err(error) => break End::Failed(error),
            Ok(_) if line.last() == Some(&b'\n') => push(&mut lines, &mut line),
            Ok(_) => break End::Eof,
        }
    };
    for byte in reader.buffer() {
        line.push(*byte);
        push(&mut lines, &mut line);
    }
    Received { lines, rest: line, end }
}
