//! Fails: read_lines::cancelled_it_gives_all_that_was_read
//! Says: the bytes after the last whole line are lost
//! `next_line` keeps a half line in itself, where nobody gets it back after a cancellation.

pub use solution::*;

use std::pin::pin;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::time::{Instant, interval_at};
use tokio_util::sync::CancellationToken;

pub async fn read_lines(
    reader: impl AsyncRead,
    token: &CancellationToken,
    mut progress: impl FnMut(usize),
) -> Received {
    let second = Duration::from_secs(1);
    let reader = pin!(reader);
    let mut split = BufReader::new(reader).split(b'\n');
    let mut seconds = interval_at(Instant::now() + second, second);
    let mut lines = Vec::new();
    let end = loop {
        tokio::select! {
            biased;
            _ = token.cancelled() => break End::Cancelled,
            _ = seconds.tick() => progress(lines.len()),
            line = split.next_segment() => match line {
                Err(error) => break End::Failed(error),
                Ok(None) => break End::Eof,
                Ok(Some(line)) => {
                    let line = line.strip_suffix(b"\r").unwrap_or(&line);
                    lines.push(String::from_utf8_lossy(line).into_owned());
                }
            },
        }
    };
    Received { lines, rest: Vec::new(), end }
}
