//! Fails: read_lines::once_cancelled_it_reads_nothing_more
//! Says: the token is looked at only when the reader waits
//! `biased` with the busy branch on top: a reader that is always ready starves the others.

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
            read = reader.read_buf(&mut rest) => match read {
                Ok(0) => break End::Eof,
                Err(error) => break End::Failed(error),
                Ok(_) => while let Some(at) = rest.iter().position(|byte| *byte == b'\n') {
                    let line: Vec<u8> = rest.drain(..=at).collect();
                    let line = line[..at].strip_suffix(b"\r").unwrap_or(&line[..at]);
                    lines.push(String::from_utf8_lossy(line).into_owned());
                },
            },
            _ = token.cancelled() => break End::Cancelled,
            _ = seconds.tick() => progress(lines.len()),
        }
    };
    Received { lines, rest, end }
}
