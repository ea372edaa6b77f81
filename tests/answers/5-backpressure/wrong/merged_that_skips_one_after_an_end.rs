//! Fails: merged::starves_none_while_others_end
//! Says: misses its turn
//! A round robin that removes a stream and still goes on by one: the stream behind it misses its turn.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::future::poll_fn;
use std::task::Poll;

pub fn merged<T>(streams: impl IntoIterator<Item = impl Stream<Item = T>>) -> impl Stream<Item = T> {
    let mut streams: Vec<_> = streams.into_iter().map(Box::pin).collect();
    let mut turn = 0;
    async_stream::stream! {
        loop {
            let item = poll_fn(|cx| {
                let mut tries = streams.len();
                while tries > 0 {
                    tries -= 1;
                    if turn >= streams.len() {
                        turn = 0;
                    }
                    match streams[turn].poll_next_unpin(cx) {
                        Poll::Ready(Some(item)) => {
                            turn += 1;
                            return Poll::Ready(Some(item));
                        }
                        Poll::Ready(None) => {
                            drop(streams.remove(turn));
                            turn += 1;
                            tries = streams.len();
                        }
                        Poll::Pending => turn += 1,
                    }
                }
                if streams.is_empty() { Poll::Ready(None) } else { Poll::Pending }
            })
            .await;
            match item {
                Some(item) => yield item,
                None => break,
            }
        }
    }
}
