//! The step of this `unfold` prints its state. Which lines does the program print, and in which order?

use futures::{StreamExt, stream};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let countdown = stream::unfold(2, async |left| {
        println!("step with {left}");
        (left > 0).then(|| (left * 10, left - 1))
    });
    println!("made");
    let numbers: Vec<i32> = countdown.collect().await;
    println!("{numbers:?}");
}

//? `unfold` runs no step before it is polled. Each step gets the state that the step before returned beside its item. The
//? third one returns `None`: it is a step, too, but gives no item, and ends the stream.
