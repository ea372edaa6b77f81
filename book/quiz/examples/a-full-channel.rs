//! Counts the polls of a task that receives a thousand rows, all of which are there.

use std::future::poll_fn;
use std::pin::pin;

use tokio::sync::mpsc;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (send, mut receive) = mpsc::channel(1000);
    for row in 0..1000 {
        send.try_send(row).expect("the channel has room for a thousand rows");
    }
    drop(send);
    let polls = tokio::spawn(async move {
        let mut receiving = pin!(async { while receive.recv().await.is_some() {} });
        let mut polls = 0;
        poll_fn(|cx| {
            polls += 1;
            receiving.as_mut().poll(cx)
        })
        .await;
        polls
    });
    match polls.await.expect("the task does not panic") {
        1 => println!("once"),
        polls => println!("{polls} times"),
    }
}
