//! Fails: read_lines::gives_each_line_without_its_end_and_the_rest_as_it_came
//! Says: the bytes are decoded before the line is whole
//! Each read becomes text by itself, so a character that comes in two reads is lost.

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
    let (mut lines, mut text, mut chunk) = (Vec::new(), String::new(), [0; 1024]);
    let end = loop {
        tokio::select! {
            biased;
            _ = token.cancelled() => break End::Cancelled,
            _ = seconds.tick() => progress(lines.len()),
            read = reader.read(&mut chunk) => match read {
                Ok(0) => break End::Eof,
                Err(error) => break End::Failed(error),
                Ok(length) => {
                    text.push_str(&String::from_utf8_lossy(&chunk[..length]));
                    while let Some((line, rest)) = text.split_once('\n') {
                        lines.push(line.strip_suffix('\r').unwrap_or(line).to_owned());
                        text = rest.to_owned();
                    }
                }
            },
        }
    };
    Received { lines, rest: text.into_bytes(), end }
}
