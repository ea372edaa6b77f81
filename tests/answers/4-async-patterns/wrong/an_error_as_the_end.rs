//! Fails: read_lines::an_error_comes_back_with_what_was_read
//! Says: it ended with Eof
//! `while let Ok(..)`: a connection that broke looks like one that was closed.

pub use solution::*;

use std::pin::pin;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::time::{Instant, interval_at};
use tokio_util::sync::CancellationToken;

pub async fn read_lines(
    reader: impl AsyncRead,
    token: &CancellationToken,
    mut progress: impl FnMut(usize),
) -> Received {
    let second = Duration::from_secs(1);
    let mut reader = pin!(reader);
    let mut seconds = interval_at(Instant::now() + second, second);
    let (mut lines, mut rest) = (Vec::new(), Vec::new());
    let end = loop {
        tokio::select! {
            biased;
            _ = token.cancelled() => break End::Cancelled,
            _ = seconds.tick() => progress(lines.len()),
            read = reader.read_buf(&mut rest) => match read {
                Ok(1..) => while let Some(at) = rest.iter().position(|byte| *byte == b'\n') {
                    let line: Vec<u8> = rest.drain(..=at).collect();
                    let line = line[..at].strip_suffix(b"\r").unwrap_or(&line[..at]);
                    lines.push(String::from_utf8_lossy(line).into_owned());
                },
                _ => break End::Eof,
            },
        }
    };
    Received { lines, rest, end }
}
