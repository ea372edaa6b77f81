//! Fails: read_lines::the_seconds_count_from_the_first_poll
//! Says: begins in the call that makes the future
//! A plain function makes the timer, and returns a future that waits for it.

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

pub fn read_lines(
    reader: impl AsyncRead,
    token: &CancellationToken,
    mut progress: impl FnMut(usize),
) -> impl Future<Output = Received> {
    let second = Duration::from_secs(1);
    let mut seconds = interval_at(Instant::now() + second, second);
    async move {
        let (mut lines, mut rest) = (Vec::new(), Vec::new());
        let mut reader = pin!(reader);
        let end = loop {
            tokio::select! {
                biased;
                () = token.cancelled() => break End::Cancelled,
                _ = seconds.tick() => progress(lines.len()),
                read = reader.read_buf(&mut rest) => match read {
                    Ok(0) => break End::Eof,
                    Ok(_) => take_lines(&mut rest, &mut lines),
                    Err(error) => break End::Failed(error),
                },
            }
        };
        Received { lines, rest, end }
    }
}
