//! Chapter 0: a reader takes two numbers of a stream, and leaves. Which lines are printed, and in which order?

use std::pin::pin;

use async_stream::stream;
use futures::{Stream, StreamExt as _};

struct Connection;

impl Drop for Connection {
    fn drop(&mut self) {
        println!("connection closed");
    }
}

fn numbers() -> impl Stream<Item = u32> {
    stream! {
        let _connection = Connection;
        for number in 1..=3 {
            println!("sending {number}");
            yield number;
        }
        println!("all sent");
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    {
        let mut numbers = pin!(numbers());
        println!("the stream is made");
        while let Some(number) = numbers.next().await {
            if number == 2 {
                break;
            }
        }
        println!("the reader leaves");
    }
    println!("the end");
}

//? Making the stream runs nothing of its body. Each number that is requested runs it up to the next `yield`, and nobody
//? requests the third one. So `all sent` is never printed. The stream is dropped at the end of the block in which it is
//? pinned, not at the `break`, and with it everything that its body holds: the connection is closed without an `aclose()`.
