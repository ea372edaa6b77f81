//! A stream of numbers is read up to the third one. How many numbers are made?

use std::cell::Cell;

use async_stream::stream;
use futures::{Stream, StreamExt};

fn numbers(made: &Cell<u32>) -> impl Stream<Item = u32> {
    stream! {
        for number in 0.. {
            made.set(made.get() + 1);
            yield number;
        }
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let made = Cell::new(0);
    let sum: u32 = numbers(&made).take(3).fold(0, async |sum, number| sum + number).await;
    println!("made {} for the sum {sum}", made.get());

    made.set(0);
    let firsts: Vec<u32> = numbers(&made).take_while(|number| futures::future::ready(*number < 3)).collect().await;
    println!("made {} for {} numbers below 3", made.get(), firsts.len());
}

//? `take(3)` ends after the third number, and asks for no fourth one. `take_while` must see the first number that does not fit, so
//? one more is made, and it is gone. Nothing else is made, although the stream has no end: the consumer sets the pace.
