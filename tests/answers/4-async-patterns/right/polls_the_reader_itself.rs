//! Task: read_lines
//! A `poll_fn` asks the token, the timer and the reader, in this order.

pub use solution::*;

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::time::{Instant, interval_at};
use tokio_util::sync::CancellationToken;

enum Next {
    Tick,
    Bytes(Vec<u8>),
    End(End),
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
        let next = poll_fn(|cx| {
            if cancelled.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Next::End(End::Cancelled));
            }
            if seconds.poll_tick(cx).is_ready() {
                return Poll::Ready(Next::Tick);
            }
            let mut space = [0; 4096];
            let mut buffer = ReadBuf::new(&mut space);
            reader.as_mut().poll_read(cx, &mut buffer).map(|read| match read {
                Err(error) => Next::End(End::Failed(error)),
                Ok(()) if buffer.filled().is_empty() => Next::End(End::Eof),
                Ok(()) => Next::Bytes(buffer.filled().to_vec()),
            })
        })
        .await;
        match next {
            Next::End(end) => break end,
            Next::Tick => progress(lines.len()),
            Next::Bytes(bytes) => {
                for byte in bytes {
                    if byte == b'\n' {
                        let line = rest.strip_suffix(b"\r").unwrap_or(&rest);
                        lines.push(String::from_utf8_lossy(line).into_owned());
                        rest.clear();
                    } else {
                        rest.push(byte);
                    }
                }
            }
        }
    };
    Received { lines, rest, end }
}
