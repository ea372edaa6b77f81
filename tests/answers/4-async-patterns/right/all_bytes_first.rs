//! Task: read_lines
//! It keeps all bytes, counts the ends of lines, and splits them at the end.

pub use solution::*;

use std::pin::pin;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

pub async fn read_lines(
    reader: impl AsyncRead,
    token: &CancellationToken,
    mut progress: impl FnMut(usize),
) -> Received {
    let (mut reader, mut all, mut chunk) = (pin!(reader), Vec::new(), [0; 512]);
    let mut next = Instant::now() + Duration::from_secs(1);
    let mut timer = pin!(sleep(Duration::from_secs(1)));
    let end = loop {
        tokio::select! {
            biased;
            _ = token.cancelled() => break End::Cancelled,
            _ = &mut timer => {
                progress(all.iter().filter(|byte| **byte == b'\n').count());
                next += Duration::from_secs(1);
                timer.set(sleep(next - Instant::now()));
            }
            read = reader.read(&mut chunk) => match read {
                Ok(0) => break End::Eof,
                Ok(length) => all.extend_from_slice(&chunk[..length]),
                Err(error) => break End::Failed(error),
            },
        }
    };
    let mut parts: Vec<&[u8]> = all.split(|byte| *byte == b'\n').collect();
    let rest = parts.pop().map(<[u8]>::to_vec).unwrap_or_default();
    let text = |line: &[u8]| match line {
        [start @ .., b'\r'] => String::from_utf8_lossy(start).into_owned(),
        line => String::from_utf8_lossy(line).into_owned(),
    };
    Received { lines: parts.into_iter().map(text).collect(), rest, end }
}
