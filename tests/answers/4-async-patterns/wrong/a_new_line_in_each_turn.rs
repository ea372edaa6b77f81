//! Fails: read_lines::loses_no_byte_when_a_second_passes_within_a_line
//! Says: bytes are lost: a read that another branch of `select!` interrupts
//! The buffer of the half line is made in the turn that loses.

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
    let mut reader = BufReader::new(reader);
    let mut seconds = interval_at(Instant::now() + second, second);
    let mut lines = Vec::new();
    loop {
        let mut line = Vec::new();
        tokio::select! {
            biased;
            _ = token.cancelled() => return Received { lines, rest: line, end: End::Cancelled },
            _ = seconds.tick() => progress(lines.len()),
            read = reader.read_until(b'\n', &mut line) => match read {
                Err(error) => return Received { lines, rest: line, end: End::Failed(error) },
                Ok(_) => match line.strip_suffix(b"\n") {
                    None => return Received { lines, rest: line, end: End::Eof },
                    Some(text) => {
                        let text = text.strip_suffix(b"\r").unwrap_or(text);
                        lines.push(String::from_utf8_lossy(text).into_owned());
                    }
                },
            },
        }
    }
}
