//! Fails: read_lines::calls_progress_at_each_whole_second
//! Says: the first tick of an `interval` comes at once
//! `interval` ticks for the first time when it is made.

pub use solution::*;

use std::pin::pin;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::time::interval;
use tokio_util::sync::CancellationToken;

pub async fn read_lines(
    reader: impl AsyncRead,
    token: &CancellationToken,
    mut progress: impl FnMut(usize),
) -> Received {
    let mut reader = pin!(reader);
    let mut seconds = interval(Duration::from_secs(1));
    let (mut lines, mut rest) = (Vec::new(), Vec::new());
    let end = loop {
        tokio::select! {
            biased;
            _ = token.cancelled() => break End::Cancelled,
            _ = seconds.tick() => progress(lines.len()),
            read = reader.read_buf(&mut rest) => match read {
                Ok(0) => break End::Eof,
                Err(error) => break End::Failed(error),
                Ok(_) => while let Some(at) = rest.iter().position(|byte| *byte == b'\n') {
                    let line: Vec<u8> = rest.drain(..=at).collect();
                    let line = line[..at].strip_suffix(b"\r").unwrap_or(&line[..at]);
                    lines.push(String::from_utf8_lossy(line).into_owned());
                },
            },
        }
    };
    Received { lines, rest, end }
}
