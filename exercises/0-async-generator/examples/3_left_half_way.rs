//! A `break` leaves the loop. Which lines does this print, and in which order?

use async_stream::stream;
use futures::StreamExt;

struct Connection;

impl Drop for Connection {
    fn drop(&mut self) {
        println!("closed");
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut rows = Box::pin(stream! {
        let _connection = Connection;
        yield 1;
        yield 2;
        yield 3;
    });
    while let Some(row) = rows.next().await {
        println!("row {row}");
        if row == 2 {
            break;
        }
    }
    drop(rows);
    println!("after the loop");
}

//? Dropping the stream drops everything that it holds, at once: the connection is closed before the next line of `main`
//? runs. Without the `drop`, `rows` would live to the end of `main`, and the last two lines would change places. In
//? Python, the `finally` of an async generator that was left by `break` runs later, when the event loop gets to it. It
//? can await; `drop` in Rust cannot.
