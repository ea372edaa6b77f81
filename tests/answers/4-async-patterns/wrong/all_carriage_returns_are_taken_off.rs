//! Fails: read_lines::gives_each_line_without_its_end_and_the_rest_as_it_came
//! Says: more is taken off than the end of the line
//! All carriage returns before the end are taken off, not one.

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
    let mut reader = pin!(reader);
    let second = Duration::from_secs(1);
    let mut seconds = interval_at(Instant::now() + second, second);
    let (mut lines, mut rest, mut chunk) = (Vec::new(), Vec::new(), vec![0; 4096]);
    let end = loop {
        tokio::select! {
            biased;
            () = token.cancelled() => break End::Cancelled,
            _ = seconds.tick() => progress(lines.len()),
            read = reader.read(&mut chunk) => match read {
                Ok(0) => break End::Eof,
                Err(error) => break End::Failed(error),
                Ok(count) => for byte in &chunk[..count] {
                    if *byte == b'\n' {
                        lines.push(String::from_utf8_lossy(&rest).trim_end_matches('\r').to_owned());
                        rest.clear();
                    } else {
                        rest.push(*byte);
                    }
                },
            },
        }
    };
    Received { lines, rest, end }
}
