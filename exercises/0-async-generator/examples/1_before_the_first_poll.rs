//! Which lines does this print, and in which order?

use std::pin::pin;

use async_stream::stream;
use futures::StreamExt;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let numbers = stream! {
        println!("the stream begins");
        for number in 1..=2 {
            println!("it makes {number}");
            yield number;
        }
        println!("the stream ends");
    };
    println!("made");
    let mut numbers = pin!(numbers);
    println!("got {:?}", numbers.next().await);
    println!("got {:?}", numbers.next().await);
}

//? Creating a stream runs none of its code. Each `next().await` runs it up to the next `yield`, where it pauses until
//? the next item is asked for. Nobody asks a third time, so the last line of the stream never runs: when `main` ends,
//? the stream is dropped where it paused.
