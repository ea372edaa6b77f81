//! Fails: read_lines::a_reader_that_is_always_ready_does_not_starve_progress
//! Says: the busiest branch comes last
//! With `biased;`, the reader comes before the timer.

pub use solution::*;

use std::pin::pin;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _};
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
    let mut seconds = interval_at(Instant::now() + second, second);
    let (mut lines, mut rest) = (Vec::new(), Vec::new());
    let mut reader = pin!(reader);
    let end = loop {
        tokio::select! {
            biased;
            () = token.cancelled() => break End::Cancelled,
            read = reader.read_buf(&mut rest) => match read {
                Ok(0) => break End::Eof,
                Ok(_) => take_lines(&mut rest, &mut lines),
                Err(error) => break End::Failed(error),
            },
            _ = seconds.tick() => progress(lines.len()),
        }
    };
    Received { lines, rest, end }
}
