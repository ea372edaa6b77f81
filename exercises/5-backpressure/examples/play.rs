//! Runs your functions on the real clock: `cargo run -p ex5-backpressure --example play`.
//!
//! Each part needs one of the tasks. What is still an empty stream yields nothing, and the program ends with a message at the
//! first task that is still a `todo!`.

use std::num::{NonZeroU32, NonZeroUsize};
use std::time::Duration;

use backpressure::{
    Reading, batches, crawled, drained, mapped, merged, rate_limited, recovered, tee, ticks, two_stages, window_means,
};
use futures::{StreamExt, future, sink, stream};
use pollscope::Recording;
use pollscope::draw::Drawing;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

const TENTH: Duration = Duration::from_millis(100);
const TWO: NonZeroUsize = NonZeroUsize::MIN.saturating_add(1);

/// Takes a tenth of a second, in a lane of its own.
async fn step(name: &str, number: u64) {
    pollscope::future(format!("{name} {number}"), sleep(TENTH)).await;
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let recording = Recording::start();
    let double = {
        let recording = recording.clone();
        move |x: u64| {
            let recording = recording.clone();
            async move {
                recording.future(format!("double {x}"), sleep(TENTH)).await;
                x * 2
            }
        }
    };
    let plus_three = async |x: u64| {
        sleep(TENTH).await;
        x + 3
    };
    let plus_three = move |x| plus_three(x);
    let stages = two_stages(stream::iter(0..5), double, plus_three, TWO);
    let results: Vec<u64> = recording.stream("two stages", stages).collect().await;
    println!("two stages: {results:?}\n{}", Drawing::of(&recording.trace()).for_terminal());

    let slow = || {
        stream::iter(0..7).then(async |number| {
            sleep(TENTH / 3).await;
            number
        })
    };
    println!("batches: {:?}", batches(slow(), TWO.saturating_add(2), TENTH).collect::<Vec<_>>().await);
    println!("merged: {:?}", merged([slow().boxed_local(), slow().boxed_local()]).collect::<Vec<_>>().await);

    let (sender, mut dead_letters) = mpsc::channel(10);
    let records = [Ok(1), Err("a bad record"), Ok(2)];
    println!("recovered: {:?}", recovered(stream::iter(records), sender).collect::<Vec<_>>().await);
    println!("dead letters: {:?}", dead_letters.recv().await);

    let readings = slow().map(|number| Reading { value: f64::from(number), active: number % 2 == 0 });
    println!("means: {:?}", window_means(readings, TENTH).collect::<Vec<_>>().await);

    let start = Instant::now();
    let three = NonZeroU32::MIN.saturating_add(2);
    let limited = rate_limited(stream::iter(0..6), three.saturating_add(7), three);
    limited.for_each(async |item| println!("item {item} after {:.1?}", start.elapsed())).await;

    let delivered = drained(slow(), CancellationToken::new(), sink::drain()).await;
    println!("drained: {delivered:?}");

    let call = |number| async move {
        step("call", number).await;
        number
    };
    println!("mapped: {:?}", mapped(stream::iter(0..4), TWO, call).collect::<Vec<_>>().await);

    let mut numbers = Box::pin(ticks(3, TENTH));
    while let Some(number) = numbers.next().await {
        println!("tick {number}");
    }

    // The optional tasks.
    let links = |page: u32| future::ready(if page < 4 { vec![page * 2, page * 2 + 1] } else { vec![] });
    println!("crawled: {:?}", crawled([1], TWO, links).collect::<Vec<_>>().await);
    let (one, other) = tee(stream::iter(0..5), TWO);
    println!("tee: {:?}", future::join(one.collect::<Vec<_>>(), other.collect::<Vec<_>>()).await);
}
