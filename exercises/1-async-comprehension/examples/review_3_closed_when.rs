//! Both loops end after the first row. When is each connection closed?

use std::pin::pin;

use async_stream::stream;
use futures::{Stream, StreamExt};

struct Connection(&'static str);

impl Drop for Connection {
    fn drop(&mut self) {
        println!("{} closed", self.0);
    }
}

fn rows(name: &'static str) -> impl Stream<Item = u32> {
    stream! {
        let connection = Connection(name);
        for row in 1..=3 {
            println!("{}: row {row}", connection.0);
            yield row;
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut pinned = pin!(rows("pinned"));
    let mut boxed = Box::pin(rows("boxed"));
    pinned.next().await;
    boxed.next().await;
    drop(boxed);
    println!("the end of main");
}

//? Dropping a box drops the stream in it, with all that the stream holds, at once. `pin!` keeps the stream in the scope, and
//? gives only a reference to it: it is dropped where the scope ends, after the last line. (`drop(pinned)` would drop the
//? reference, and close nothing.)
