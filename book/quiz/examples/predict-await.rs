//! Counts the polls of an async function with three awaits, one of which is ready at once.

use std::future::{poll_fn, ready};
use std::pin::pin;
use std::time::Duration;

use tokio::time::sleep;

async fn pages() {
    sleep(Duration::from_secs(2)).await;
    ready(()).await;
    sleep(Duration::from_secs(1)).await;
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let mut pages = pin!(pages());
    let mut polls = 0;
    poll_fn(|cx| {
        polls += 1;
        pages.as_mut().poll(cx)
    })
    .await;
    println!("{polls} times");
}
