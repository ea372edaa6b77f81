//! Runs your functions on the real clock: `cargo run -p ex4-async-patterns --example play`.
//!
//! Each part needs one of the tasks. The program ends with a message at the first one that is still a `todo!`.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use async_patterns::{
    Pool, all_or_first_error, cancellable, digest_all, read_lines, run_all, run_every, serve_until, stoppable,
    transfer, with_resource,
};
use futures::{StreamExt as _, stream};
use tokio::sync::Mutex;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

const TENTH: Duration = Duration::from_millis(100);

/// A pool of one connection, which is its number.
struct Connections;

impl Pool for Connections {
    type Resource = u32;
    type Error = String;

    async fn acquire(&self) -> Result<u32, String> {
        sleep(TENTH).await;
        println!("acquired");
        Ok(7)
    }

    async fn release(&self, connection: u32) {
        sleep(TENTH).await;
        println!("released {connection}");
    }
}

/// Returns a token that is cancelled after some time.
fn cancelled_after(time: Duration) -> CancellationToken {
    let token = CancellationToken::new();
    let cancelled = token.clone();
    tokio::spawn(async move {
        sleep(time).await;
        cancelled.cancel();
    });
    token
}

#[tokio::main]
async fn main() {
    let jobs = [1_u64, 2, 3].map(|number| async move {
        sleep(TENTH * number as u32).await;
        assert!(number != 2, "job {number} has no data");
        number
    });
    println!("{:?}", run_all(jobs).await);

    let work = async { sleep(TENTH * 30).await };
    let result = cancellable(&cancelled_after(TENTH), work, async || println!("cleaned up")).await;
    println!("cancelled: {}", result.is_none());

    let used = with_resource(&Arc::new(Connections), async |connection| Ok(*connection + 1)).await;
    println!("{used:?}");

    let inputs = (0..8).map(|number| vec![number; 4_000_000]).collect();
    let sum = |input: &[u8]| input.iter().map(|byte| u64::from(*byte)).sum();
    println!("{:?}", digest_all(inputs, NonZeroUsize::MIN.saturating_add(1), sum).await);

    let text = &b"one line\nanother line\r\nand a rest"[..];
    println!("{:?}", read_lines(text, &CancellationToken::new(), |lines| println!("{lines} lines")).await);

    let accounts = [100, 20].map(Mutex::new);
    println!("{:?}", transfer(&accounts, 0, 1, 30, async || true).await);
    println!("{accounts:?}");

    let children = [3_u64, 1, 2].map(|number| async move {
        sleep(TENTH * number as u32).await;
        if number == 2 { Err(format!("child {number} failed")) } else { Ok(number) }
    });
    println!("{:?}", all_or_first_error(children).await);

    let requests = stream::iter(1..).then(async |number: u32| {
        sleep(TENTH / 2).await;
        number
    });
    let handler = |number| async move { sleep(TENTH * (number % 8)).await };
    println!("{:?}", serve_until(requests, &cancelled_after(TENTH * 10), TENTH * 3, handler).await);

    // The optional tasks.
    let beats = run_every(TENTH, &cancelled_after(TENTH * 10), async || sleep(TENTH * 3 / 2).await).await;
    println!("{beats:?}");
    let counting = stoppable(|token| (0_u64..).take_while(|_| !token.is_cancelled()).count());
    println!("stopped: {}", tokio::time::timeout(TENTH, counting).await.is_err());
}
