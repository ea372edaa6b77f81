//! Fails: read_lines::cancelled_by_progress_it_reads_nothing_more
//! Says: before it looks at the token again
//! In each poll it asks the token, then the timer, and then the reader, also if `progress` was called in between.

pub use solution::*;

use std::future::poll_fn;
use std::pin::pin;
use std::task::{Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::time::{Instant, interval_at};
use tokio_util::sync::CancellationToken;

fn take_lines(bytes: &mut Vec<u8>, lines: &mut Vec<String>) {
    while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
        let line: Vec<u8> = bytes.drain(..=end).collect();
        let line = &line[..end];
        lines.push(String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(line)).into_owned());
    }
}

pub async fn read_lines(
    reader: impl AsyncRead,
    token: &CancellationToken,
    mut progress: impl FnMut(usize),
) -> Received {
    let second = Duration::from_secs(1);
    let (mut reader, mut cancelled) = (pin!(reader), pin!(token.cancelled()));
    let mut seconds = interval_at(Instant::now() + second, second);
    let (mut lines, mut rest) = (Vec::new(), Vec::new());
    let end = loop {
        let end = poll_fn(|cx| {
            if cancelled.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Some(End::Cancelled));
            }
            while seconds.poll_tick(cx).is_ready() {
                progress(lines.len());
            }
            let mut space = [0; 4096];
            let mut buffer = ReadBuf::new(&mut space);
            Poll::Ready(match ready!(reader.as_mut().poll_read(cx, &mut buffer)) {
                Err(error) => Some(End::Failed(error)),
                Ok(()) if buffer.filled().is_empty() => Some(End::Eof),
                Ok(()) => {
                    rest.extend_from_slice(buffer.filled());
                    None
                }
            })
        })
        .await;
        take_lines(&mut rest, &mut lines);
        if let Some(end) = end {
            break end;
        }
    };
    Received { lines, rest, end }
}
