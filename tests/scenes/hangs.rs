//! "It hangs": futures that wait for something that never happens.

use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use futures::{StreamExt as _, future, stream};
use pollscope::future as lane;
use tokio::sync::{Mutex, mpsc};
use tokio::time::sleep;

const SECOND: Duration = Duration::from_secs(1);

// ANCHOR: no_room
pub async fn no_room() -> Vec<u64> {
    let lookup = |id| lane(format!("lookup {id}"), async move { id });
    stream::iter(1..=3).map(lookup).buffered(0).collect().await
}
// ANCHOR_END: no_room

async fn produce(seconds: u32, send: mpsc::Sender<u64>) {
    let produced = async {
        sleep(seconds * SECOND).await;
        let _ = send.send(1).await;
    };
    lane(format!("producer {seconds}"), produced).await;
}

// ANCHOR: consume
async fn consume(mut receive: mpsc::Receiver<u64>) -> u64 {
    let consumed = async {
        let mut count = 0;
        while let Some(item) = receive.recv().await {
            count += item;
        }
        count
    };
    lane("consumer", consumed).await
}
// ANCHOR_END: consume

// ANCHOR: sender_kept
pub async fn sender_kept() -> u64 {
    let (send, receive) = mpsc::channel(4);
    let producers = [1, 2].map(|seconds| produce(seconds, send.clone()));
    future::join(future::join_all(producers), consume(receive)).await.1
}
// ANCHOR_END: sender_kept

// ANCHOR: sender_dropped
pub async fn sender_dropped() -> u64 {
    let (send, receive) = mpsc::channel(4);
    let producers = [1, 2].map(|seconds| produce(seconds, send.clone()));
    drop(send);
    future::join(future::join_all(producers), consume(receive)).await.1
}
// ANCHOR_END: sender_dropped

// ANCHOR: nobody_reads
pub async fn nobody_reads() -> Vec<u32> {
    let (send, mut receive) = mpsc::channel(2);
    for n in 1..=3 {
        let _ = lane(format!("send {n}"), send.send(n)).await;
    }
    drop(send);
    let mut read = Vec::new();
    while let Some(n) = receive.recv().await {
        read.push(n);
    }
    read
}
// ANCHOR_END: nobody_reads

// ANCHOR: two_locks
pub async fn two_locks() {
    let (stock, orders) = (Mutex::new(5), Mutex::new(0));
    let sell = async {
        let mut stock = stock.lock().await;
        sleep(SECOND).await;
        let mut orders = lane("sell waits for orders", orders.lock()).await;
        (*stock, *orders) = (*stock - 1, *orders + 1);
    };
    let refund = async {
        let mut orders = orders.lock().await;
        sleep(SECOND).await;
        let mut stock = lane("refund waits for stock", stock.lock()).await;
        (*stock, *orders) = (*stock + 1, *orders - 1);
    };
    future::join(lane("sell", sell), lane("refund", refund)).await;
}
// ANCHOR_END: two_locks

// ANCHOR: nobody_wakes
pub async fn nobody_wakes() {
    let mut polls = 0;
    let third_time = future::poll_fn(move |_| {
        polls += 1;
        if polls < 3 { Poll::Pending } else { Poll::Ready(()) }
    });
    lane("third time", third_time).await;
}
// ANCHOR_END: nobody_wakes

// ANCHOR: not_polled_any_more
pub async fn not_polled_any_more() {
    let stock = Mutex::new(5);
    let audit = lane("audit", async {
        let _stock = stock.lock().await;
        sleep(2 * SECOND).await;
    });
    let work = lane("work", async {
        let mut refund = pin!(lane("refund", async { *stock.lock().await += 1 }));
        tokio::select! {
            biased;
            () = &mut refund => return,
            () = sleep(SECOND) => {} // It takes too long: look at the stock.
        }
        println!("in stock: {}", *lane("look", stock.lock()).await);
        refund.await;
    });
    future::join(audit, work).await;
}
// ANCHOR_END: not_polled_any_more

/// Runs two actors that send each other work: a page has three links.
// ANCHOR: bounded_cycle
pub async fn bounded_cycle() {
    let (to_fetch, mut pages) = mpsc::channel(2);
    let (to_parse, mut texts) = mpsc::channel(2);
    let _ = to_fetch.send(1_u64).await;
    let fetch = lane("fetch", async move {
        while let Some(page) = pages.recv().await {
            sleep(SECOND).await;
            let _ = lane(format!("text of page {page}"), to_parse.send(page)).await;
        }
    });
    let parse = lane("parse", async move {
        while let Some(page) = texts.recv().await {
            for link in 3 * page..3 * page + 3 {
                let _ = lane(format!("link to page {link}"), to_fetch.send(link)).await;
            }
        }
    });
    future::join(fetch, parse).await;
}
// ANCHOR_END: bounded_cycle
