//! A row comes every two seconds, and whoever waits for three seconds in vain saves what there is. Six rows come. After how many
//! seconds are they saved for the first time, if the timer is made in the loop, and if it is made before?

use std::pin::pin;
use std::time::Duration;

use futures::{Stream, StreamExt, stream};
use tokio::time::{Instant, sleep};

fn rows() -> impl Stream<Item = u32> {
    stream::iter(1..=6).then(async |row| {
        sleep(Duration::from_secs(2)).await;
        row
    })
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    let mut input = pin!(rows().chain(stream::pending()));
    loop {
        tokio::select! {
            Some(_) = input.next() => {}
            () = sleep(Duration::from_secs(3)) => break,
        }
    }
    println!("made in the loop: after {} s", start.elapsed().as_secs());

    let start = Instant::now();
    let mut input = pin!(rows().chain(stream::pending()));
    let mut timer = pin!(sleep(Duration::from_secs(3)));
    loop {
        tokio::select! {
            Some(_) = input.next() => {}
            () = &mut timer => break,
        }
    }
    println!("made before: after {} s", start.elapsed().as_secs());
}

//? Each turn of the loop makes a new `sleep`, and drops the old one: as long as a row comes every two seconds, none of them lasts
//? three. Only the timer that is made after the last row, at 12 s, comes to its end. Made once and pinned, the timer counts from
//? the beginning.
