//! Two lookups, of one second and of three, run at the same time, and the body of the loop takes five seconds. Then the same
//! with a task for each lookup.
//!
//! How long does each version take?

use std::pin::pin;
use std::time::Duration;

use futures::{StreamExt, stream};
use tokio::time::{Instant, sleep};

async fn lookup(steps: u32) {
    for _ in 0..steps {
        sleep(Duration::from_secs(1)).await;
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let start = Instant::now();
    let mut lookups = pin!(stream::iter([1, 3]).map(lookup).buffered(2));
    while lookups.next().await.is_some() {
        sleep(Duration::from_secs(5)).await;
    }
    println!("without tasks: {} s", start.elapsed().as_secs());

    let start = Instant::now();
    let mut lookups = pin!(stream::iter([1, 3]).map(|steps| tokio::spawn(lookup(steps))).buffered(2));
    while lookups.next().await.is_some() {
        sleep(Duration::from_secs(5)).await;
    }
    println!("with tasks: {} s", start.elapsed().as_secs());
}

//? The first lookup is done at 1 s, and the body takes until 6 s. In the first version nobody polls the second lookup meanwhile.
//? Its first second has passed, but the next one begins only when the loop asks again, at 6 s: it is done at 8 s, and the body at
//? 13 s. A task is polled by the runtime, whatever the loop does: the second lookup is done at 3 s, and its result waits.
